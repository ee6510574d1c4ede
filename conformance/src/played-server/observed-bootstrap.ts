import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ClientJudge } from '../judge/client-judge.ts';
import type { OpenedDeviceFile } from '../people/device-file.ts';
import type { ClientDriver } from '../targets/client/client-driver.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Fields } from '../wire/values.ts';
import { type FoundFile, filesBelow, openOnlyDevice } from './device-files.ts';
import { newClient } from './new-client.ts';

/** A bootstrap by the client under test, and all its traces: on the wire, on disk, in its log. */
export interface ObservedBootstrap {
  readonly organization: string;
  readonly token: Uint8Array;
  readonly password: string;
  /** Everything that the client showed or logged. */
  readonly log: Buffer;
  /** The `organization_bootstrap` that was sent. */
  readonly request: Fields;
  /** The exchange of that request. */
  readonly exchange: Exchange;
  /** All exchanges of the client, oldest first. */
  readonly exchanges: readonly Exchange[];
  readonly files: readonly FoundFile[];
  /** Permission bits of the device file. */
  readonly mode: number;
  /** Permission bits of its folder. */
  readonly folderMode: number;
  /** The device file, opened with libsodium. */
  readonly opened: OpenedDeviceFile;
}

const observed = new WeakMap<ClientDriver, Map<string, Promise<ObservedBootstrap>>>();

/**
 * Returns a bootstrap that is shared by all checks that only inspect it. Another `which` gives
 * another bootstrap, with the same user, password and organization name, on another server. Only
 * `full-cost` hashes the password at full cost (Argon2id, 128 MiB).
 */
export function observedBootstrap(
  judge: ClientJudge,
  which: 'first' | 'second' | 'full-cost' = 'first',
): Promise<ObservedBootstrap> {
  const ofClient = observed.get(judge.client) ?? new Map<string, Promise<ObservedBootstrap>>();
  observed.set(judge.client, ofClient);
  const bootstrap = ofClient.get(which) ?? observe(judge, which === 'full-cost');
  ofClient.set(which, bootstrap);
  // After a failure, the next check tries again.
  bootstrap.catch(() => ofClient.delete(which));
  return bootstrap;
}

async function observe(judge: ClientJudge, fullCost: boolean): Promise<ObservedBootstrap> {
  const someone = await newClient(judge, { organization: 'Observed', fullCost });
  const password = 'correct horse battery staple 7';
  judge.expectOk(await someone.bootstrap({ password }), 'an honest bootstrap');
  await someone.session.close();
  const log = someone.session.log();
  const index = someone.commands.findIndex(({ cmd }) => cmd === 'organization_bootstrap');
  const request = someone.commands[index];
  const exchange = someone.server.exchanges[index];
  const files = await filesBelow(someone.home);
  const { path, ...opened } = await openOnlyDevice(judge, someone.home, password);
  if (request === undefined || exchange === undefined)
    return judge.fail('the client sent no bootstrap', 'organization_bootstrap', 'nothing of that kind');
  return {
    organization: someone.organization,
    token: someone.token,
    ...{ password, log, request, exchange, files },
    exchanges: someone.server.exchanges,
    mode: (await stat(path)).mode,
    folderMode: (await stat(dirname(path))).mode,
    opened,
  };
}
