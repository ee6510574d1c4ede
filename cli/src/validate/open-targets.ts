import type { ReplayedStory } from '@parsec-spec/conformance/runner';
import type {
  BaselineEntry,
  ClientDriver,
  PersonTerminal,
  ServerTarget,
  Target,
} from '@parsec-spec/conformance/targets';
import type { TlsOptions } from '@parsec-spec/conformance/wire';
import { readAdministrationToken, type TokenOptions } from '../main/administration-token.ts';
import { CliError } from '../main/cli-error.ts';
import { printableLines } from '../main/printable.ts';
import { readOptionFile } from '../main/read-option-file.ts';

export interface ValidateOptions extends TokenOptions {
  readonly targetFile?: string;
  readonly with?: 'postgres';
  readonly baseline?: string;
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly strict?: boolean;
  readonly slow?: boolean;
  readonly faults?: boolean;
  readonly report: readonly string[];
  /** The website to which reports link: a URL, or a folder. */
  readonly site?: string;
  readonly output: 'text' | 'json';
  readonly jobs: number;
  readonly seed?: string;
  /** How long to play generated lives, in ms. Absent: 10 lives. */
  readonly properties?: number | 'off';
  /** The story that `replay` plays instead of lives, and the argument that names or holds it. */
  readonly story?: { readonly argument: string; readonly story: ReplayedStory };
  readonly timeout?: number;
  readonly failFast?: boolean;
  readonly show?: boolean;
  readonly record?: string;
  readonly step?: boolean;
  readonly caFile?: string;
  readonly insecure?: boolean;
  readonly yes?: boolean;
  readonly verbose?: boolean;
  readonly through?: string;
  /** The server on which the same lives are played. */
  readonly against?: string;
  readonly againstTargetFile?: string;
  readonly againstAdministrationTokenFile?: string;
  /** The names of the options that stand on the command line. */
  readonly given?: readonly string[];
}

/** The open targets of a run. */
interface OpenTargets {
  readonly server?: ServerTarget;
  readonly client?: { readonly address: string; readonly driver: ClientDriver };
  /** The server with which `server` is compared. */
  readonly against?: ServerTarget;
  readonly baseline: readonly BaselineEntry[];
  close(): Promise<void>;
}

/**
 * Opens the targets: at most one server and one client.
 *
 * @throws TargetError, CliError
 */
export async function openTargets(
  addresses: readonly string[],
  options: ValidateOptions,
  signal: AbortSignal,
): Promise<OpenTargets> {
  const servers = addresses.filter((address) => !address.startsWith('client:'));
  const clients = addresses.filter((address) => address.startsWith('client:'));
  if (servers.length > 1 || clients.length > 1) {
    throw new CliError(
      'usage',
      'a run judges one server, one client, or one of each',
      'run the suite once for each target',
    );
  }
  const [serverAddress] = servers;
  if (serverAddress !== undefined) refuseForeignHost(serverAddress, options.yes ?? false);
  const administrationToken = await readAdministrationToken(options);
  const { against } = options;
  if (against !== undefined) refuseForeignHost(against, options.yes ?? false);
  const againstToken = await readAgainstToken(options);
  const { openTarget } = await import('@parsec-spec/conformance/targets');
  const terminal = clients.includes('client:person') ? await personTerminal() : undefined;
  const all = await openAll([
    ...addresses.map((address) =>
      openTarget(address, {
        targetFile: options.targetFile,
        ...(address.startsWith('client:') ? {} : { with: options.with }),
        administrationToken,
        signal,
        terminal,
      }),
    ),
    ...(against === undefined
      ? []
      : [
          openTarget(against, {
            targetFile: options.againstTargetFile,
            administrationToken: againstToken,
            signal,
          }),
        ]),
  ]);
  const opened = all.slice(0, addresses.length);
  const beside = all[addresses.length];
  const server = opened.find((target) => target.kind !== 'client');
  const client = opened.find((target) => target.kind === 'client');
  return {
    ...(server === undefined ? {} : { server }),
    ...(client === undefined
      ? {}
      : {
          client: {
            ...{ address: client.spec, driver: client.driver },
            ...(client.file === undefined ? {} : { file: client.file }),
          },
        }),
    ...(beside === undefined || beside.kind === 'client' ? {} : { against: beside }),
    baseline: opened.flatMap((target) => target.baseline),
    close: async () => {
      await Promise.all(all.map((target) => target.close()));
    },
  };
}

/** Reads the administration token of the `--against` server. A running server needs one. */
async function readAgainstToken(options: ValidateOptions): Promise<string | undefined> {
  const { against, againstAdministrationTokenFile } = options;
  const option = '--against-administration-token-file';
  if (againstAdministrationTokenFile !== undefined)
    return await readAdministrationToken({ administrationTokenFile: againstAdministrationTokenFile }, option);
  if (against === undefined || !/^https?:/i.test(against)) return undefined;
  throw new CliError(
    'usage',
    `the administration token of ${against} is missing: lives create organizations`,
    `name a file that holds it with ${option}`,
  );
}

/** The terminal of a person who operates a client. Undefined if there is none. */
export async function personTerminal(): Promise<PersonTerminal | undefined> {
  const { terminalAsker } = await import('../client/asker.ts');
  const { Cancellation } = await import('../client/cancellation.ts');
  const asker = terminalAsker(new Cancellation());
  if (asker === undefined) return undefined;
  const quit = (): void => void process.kill(process.pid, 'SIGINT');
  return {
    // The line of the progress makes room.
    say: (text) => void process.stderr.write(`\r\u001b[2K${printableLines(text, '')}\n`),
    ask: async (question) => {
      try {
        return (await asker.text(question, () => undefined)).trim();
      } catch (error) {
        quit();
        throw error;
      }
    },
    quit,
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

/** Organizations cannot be deleted, so judging another host needs `--yes`. */
function refuseForeignHost(address: string, yes: boolean): void {
  if (yes || !isForeignHost(address)) return;
  throw new CliError(
    'usage',
    `${address} is not on this machine, and the organizations that the suite creates cannot be deleted`,
    'add --yes if that is acceptable',
  );
}

/** Tells whether a target is a URL whose host is not the loopback of this machine. */
export function isForeignHost(address: string): boolean {
  const host = /^https?:/i.test(address) ? URL.parse(address)?.hostname : undefined;
  return !(host === undefined || host === 'localhost' || host === '[::1]' || /^127\./.test(host));
}

/** Reads the TLS options `--ca-file` and `--insecure`. */
export async function tlsOptions(options: {
  readonly caFile?: string;
  readonly insecure?: boolean;
}): Promise<TlsOptions> {
  const { caFile, insecure = false } = options;
  if (caFile === undefined) return { insecure };
  const hint = 'name a file that holds the certificate of the authority (PEM)';
  const ca = await readOptionFile('--ca-file', caFile, hint);
  return { ca, insecure };
}

/**
 * Reads the known defects of `--baseline FILE`, from a target file or a file with only `baseline`.
 */
export async function readBaseline(path: string): Promise<readonly BaselineEntry[]> {
  const source = await readOptionFile('--baseline', path, 'name a YAML file with a `baseline` list');
  const { parseTargetFile } = await import('@parsec-spec/conformance/targets');
  return parseTargetFile(source, `--baseline ${path}`, { name: 'baseline' }).baseline ?? [];
}
