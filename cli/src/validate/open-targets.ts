import {
  type BaselineEntry,
  type ClientDriver,
  type ServerTarget,
  type Target,
  openTarget,
} from '@parsec-spec/conformance/targets';
import { CliError } from '../main/cli-error.ts';
import { isForeignHost } from './foreign-host.ts';
import { readAdministrationToken } from './read-administration-token.ts';
import type { ValidateOptions } from './validate-options.ts';

/** The open targets of a run. */
export interface OpenTargets {
  readonly server?: ServerTarget;
  readonly client?: { readonly address: string; readonly driver: ClientDriver };
  readonly baseline: readonly BaselineEntry[];
  close(): Promise<void>;
}

/**
 * Opens the targets: at most one server and one client.
 *
 * @throws TargetError, CliError
 */
export async function openTargets(
  specs: readonly string[],
  options: ValidateOptions,
  signal: AbortSignal,
): Promise<OpenTargets> {
  const servers = specs.filter((spec) => !spec.startsWith('client:'));
  const clients = specs.filter((spec) => spec.startsWith('client:'));
  if (servers.length > 1 || clients.length > 1) {
    throw new CliError(
      'usage',
      'a run judges one server, one client, or one of each',
      'run the suite once for each target',
    );
  }
  const [serverSpec] = servers;
  if (serverSpec !== undefined) refuseForeignHost(serverSpec, options.yes ?? false);
  const administrationToken = await readAdministrationToken(options);
  const driver = clients.length === 0 ? undefined : await driverOf();
  const opened = await openAll(
    specs.map((spec) =>
      openTarget(spec, {
        targetFile: options.targetFile,
        ...(spec.startsWith('client:') ? {} : { with: options.with }),
        administrationToken,
        signal,
      }),
    ),
  );
  const server = opened.find((target) => target.kind !== 'client');
  const client = opened.find((target) => target.kind === 'client');
  return {
    ...(server === undefined ? {} : { server }),
    ...(client === undefined || driver === undefined ? {} : { client: { address: client.spec, driver } }),
    baseline: opened[0]?.baseline ?? [],
    close: async () => {
      await Promise.all(opened.map((target) => target.close()));
    },
  };
}

/** Opens all targets. If one fails the others are closed again. */
async function openAll(opening: readonly Promise<Target>[]): Promise<readonly Target[]> {
  try {
    return await Promise.all(opening);
  } catch (error) {
    for (const outcome of await Promise.allSettled(opening)) {
      if (outcome.status === 'fulfilled') await outcome.value.close();
    }
    throw error;
  }
}

async function driverOf(): Promise<ClientDriver> {
  const { referenceClient } = await import('@parsec-spec/conformance/targets');
  return await referenceClient();
}

/** Organizations cannot be deleted, so judging another host needs `--yes`. */
function refuseForeignHost(spec: string, yes: boolean): void {
  if (yes || !isForeignHost(spec)) return;
  throw new CliError(
    'usage',
    `${spec} is not on this machine, and the organizations that the suite creates cannot be deleted`,
    'add --yes if that is acceptable',
  );
}
