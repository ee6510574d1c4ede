import type { ClientRules } from '@parsec-spec/spec/client-rules';
import type { DateTime } from '@parsec-spec/spec/codec';
import { type LocalDevice, serverUrl } from '@parsec-spec/spec/device-files';
import { writeSecretFile } from '#platform';
import { call, type Outcome, rulesOf } from '../call/call.ts';
import { mayHaveActed } from '../call/http-outcome.ts';
import type { PasswordCost } from '../device-files/password-key.ts';
import {
  deviceFilePath,
  discardPending,
  listPending,
  promotePending,
  storePending,
} from '../device-files/pending-device.ts';
import { sealDevice } from '../device-files/seal-device.ts';
import { finishBootstrap, messageOf } from './finish-bootstrap.ts';
import { type Founder, prepareBootstrap } from './prepare-bootstrap.ts';
import { type ClientEnvironment, channelOf, instant } from './session.ts';

/** The input of a bootstrap. */
export interface BootstrapOrganization extends ClientEnvironment, Founder {
  password: string;
  /** The folder of device files. */
  folder: string;
  cost?: PasswordCost | undefined;
}

/** The outcome of `organization_bootstrap` without a declared reply. */
export type BootstrapFailure = Exclude<Outcome<'organization_bootstrap'>, { outcome: 'reply' }>;

/**
 * The result of a bootstrap. Only `bootstrapped` leaves a device file. `uncertain` and `not-saved`
 * leave the encrypted keys in the file `pending` for the next run. All other results leave nothing.
 */
export type Bootstrapped =
  /** `resumed`: an earlier attempt had succeeded, and the device is that of the earlier attempt. */
  | { outcome: 'bootstrapped'; device: LocalDevice; path: string; resumed: boolean }
  /** The keys could not be stored, so nothing was sent. The link can be used again. */
  | { outcome: 'cannot-store'; folder: string; detail: string }
  | { outcome: 'token-refused'; waiting: readonly string[] }
  | { outcome: 'already-bootstrapped'; waiting: readonly string[] }
  | { outcome: 'certificates-refused' }
  /** The clocks of client and server differ by more than five minutes. */
  | { outcome: 'clock-off'; server: DateTime; client: DateTime }
  /**
   * The server accepted, but the file could not be renamed (KEYS-10). `saveTo` writes the device to
   * another path.
   */
  | {
      outcome: 'not-saved';
      device: LocalDevice;
      pending: string;
      detail: string;
      saveTo: (path: string) => Promise<void>;
    }
  /**
   * No usable answer arrived, and the server may have accepted. The keys are kept until the server
   * can be asked.
   */
  | { outcome: 'uncertain'; pending: string; cause: BootstrapFailure }
  | BootstrapFailure;

/**
 * Bootstraps an organization (spec/commands/anonymous/organization_bootstrap/README.md). The keys
 * are on disk before the request is sent, because an organization is lost if its only keys are
 * lost.
 *
 * @returns the device, or why there is none
 * @example
 * ```ts
 * const ended = await bootstrapOrganization({
 *   crypto, serverUrl, organizationId: 'Acme', token,
 *   humanHandle: ['alice@example.com', 'Alice'],
 *   deviceLabel: 'laptop', password, folder: devicesFolder({ env: process.env }),
 * });
 * if (ended.outcome !== 'bootstrapped') console.error(explainBootstrap(ended).message);
 * ```
 */
export async function bootstrapOrganization(bootstrap: BootstrapOrganization): Promise<Bootstrapped> {
  const earlier = await earlierAttempts(bootstrap);
  if (earlier.outcome !== 'none') return earlier;
  const { crypto, password, folder, cost } = bootstrap;
  const rules = rulesOf(bootstrap);
  const { device, request } = await prepareBootstrap(crypto, bootstrap, instant(bootstrap), rules);
  const createdOn = instant(bootstrap);
  const sealed = await sealDevice({
    crypto,
    device,
    password,
    createdOn,
    protectedOn: instant(bootstrap),
    cost,
  });
  let pending: string;
  try {
    pending = await storePending(folder, device.device_id.hex, sealed);
  } catch (error) {
    return { outcome: 'cannot-store', folder, detail: messageOf(error) };
  }
  const { serverUrl, organizationId } = bootstrap;
  const connection = { serverUrl, organizationId, ...channelOf(bootstrap) };
  const answer = await call(connection, 'anonymous', request);
  if (answer.outcome === 'reply' && answer.reply.status === 'ok') {
    await discardAll(earlier.dead);
    return promoted(bootstrap.folder, device, pending, sealed);
  }
  if (answer.outcome !== 'reply' && mayHaveActed(answer))
    return { outcome: 'uncertain', pending, cause: answer };
  await discardPending(pending);
  return answer.outcome === 'reply' ? refusalOf(answer.reply, earlier.waiting, rules) : answer;
}

async function promoted(
  folder: string,
  device: LocalDevice,
  pending: string,
  sealed: Uint8Array,
): Promise<Bootstrapped> {
  try {
    return { outcome: 'bootstrapped', device, path: await promotePending(pending), resumed: false };
  } catch (error) {
    const path = deviceFilePath(folder, device.device_id.hex);
    const saveTo = (place: string): Promise<void> => writeSecretFile(place, sealed);
    // The pending file may be gone although the folder can take a new one.
    const saved = await saveTo(path).then(
      () => true,
      () => false,
    );
    if (saved) return { outcome: 'bootstrapped', device, path, resumed: false };
    return { outcome: 'not-saved', device, pending, detail: messageOf(error), saveTo };
  }
}

type Reply = Extract<Outcome<'organization_bootstrap'>, { outcome: 'reply' }>['reply'];

function refusalOf(reply: Reply, waiting: readonly string[], rules: ClientRules): Bootstrapped {
  const outcome = rules['organization_bootstrap/client-tells-failures-apart']?.(reply.status);
  if (outcome !== undefined) return { outcome, waiting };
  if (reply.status === 'timestamp_out_of_ballpark')
    return { outcome: 'clock-off', server: reply.server_timestamp, client: reply.client_timestamp };
  return { outcome: 'certificates-refused' };
}

async function discardAll(dead: readonly string[]): Promise<void> {
  for (const pending of dead) await discardPending(pending);
}

/**
 * The pending files of earlier attempts at the same organization. `dead`: the server does not know
 * these devices. `waiting`: this password does not open these files.
 */
type EarlierAttempts =
  | { outcome: 'none'; dead: readonly string[]; waiting: readonly string[] }
  | Bootstrapped;

/** Finishes an earlier attempt whose answer never arrived, if the server knows its device. */
async function earlierAttempts(bootstrap: BootstrapOrganization): Promise<EarlierAttempts> {
  const dead: string[] = [];
  const waiting: string[] = [];
  const secret = { kind: 'password', password: bootstrap.password } as const;
  for (const each of await listPending(bootstrap.folder)) {
    if (each.organizationId !== bootstrap.organizationId) continue;
    if (serverUrl(each.serverUrl) !== serverUrl(bootstrap.serverUrl)) continue;
    const finished = await finishBootstrap(bootstrap, each.path, secret);
    switch (finished.outcome) {
      case 'finished':
        return { outcome: 'bootstrapped', device: finished.device, path: finished.path, resumed: true };
      case 'unknown-to-server':
        dead.push(each.path);
        break;
      case 'not-opened':
        waiting.push(each.path);
        break;
      default:
        // The answer is unknown. A new attempt could succeed in place of this one and make its keys
        // useless.
        return finished;
    }
  }
  return { outcome: 'none', dead, waiting };
}
