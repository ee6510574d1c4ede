import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ClientJudge } from '../case/client-judge.ts';
import type { Fields } from '../case/expect.ts';
import type { OpenedDeviceFile } from '../people/device-file.ts';
import type { ClientDriver, ClientOutcome } from '../targets/client-driver.ts';
import type { Exchange } from '../wire/exchange.ts';
import { type FoundFile, filesBelow, openOnlyDevice } from './device-files.ts';
import { newUser } from './new-user.ts';

/** A bootstrap by the client under test, and all its traces: on the wire, on disk, in its log. */
export interface ObservedBootstrap {
  readonly organization: string;
  readonly token: Uint8Array;
  readonly password: string;
  readonly outcome: ClientOutcome;
  /** The `organization_bootstrap` that was sent. */
  readonly request: Fields;
  readonly exchange: Exchange;
  readonly heard: readonly Exchange[];
  readonly files: readonly FoundFile[];
  /** The device file: permission bits, its folder's, and what libsodium finds in it. */
  readonly mode: number;
  readonly folderMode: number;
  readonly opened: OpenedDeviceFile;
}

const observed = new WeakMap<ClientDriver, Map<string, Promise<ObservedBootstrap>>>();

/**
 * A bootstrap shared by all checks that only inspect it, so that its Argon2id cost is paid once.
 * `which` selects another one: the same person and password, for an organization of the same name
 * on another server.
 */
export function observedBootstrap(judge: ClientJudge, which = 'first'): Promise<ObservedBootstrap> {
  const known = observed.get(judge.client) ?? new Map<string, Promise<ObservedBootstrap>>();
  observed.set(judge.client, known);
  const seen = known.get(which) ?? observe(judge);
  known.set(which, seen);
  return seen;
}

async function observe(judge: ClientJudge): Promise<ObservedBootstrap> {
  const someone = await newUser(judge, { organization: 'Observed', fullCost: true });
  const password = 'correct horse battery staple 7';
  const outcome = judge.expectOutcome(await someone.bootstrap({ password }), 'ok', 'an honest bootstrap');
  const index = someone.asked.findIndex(({ cmd }) => cmd === 'organization_bootstrap');
  const request = someone.asked[index];
  const exchange = someone.server.exchanges[index];
  const files = await filesBelow(someone.home);
  const { path, ...opened } = await openOnlyDevice(judge, someone.home, password);
  if (request === undefined || exchange === undefined)
    return judge.fail('the client sent no bootstrap', 'organization_bootstrap', 'nothing of that kind');
  return {
    organization: someone.organization,
    token: someone.token,
    ...{ password, outcome, request, exchange, files },
    heard: someone.server.exchanges,
    mode: (await stat(path)).mode,
    folderMode: (await stat(dirname(path))).mode,
    opened,
  };
}
