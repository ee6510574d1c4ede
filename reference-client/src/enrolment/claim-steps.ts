import type { Uuid } from '@parsec-spec/spec/codec';
import { constantTimeEqual } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { type Payload, sealPayload } from '@parsec-spec/spec/payloads';
import type { HumanHandlePair } from '@parsec-spec/spec/scalars';
import { formatServerUrl, type InvitationAddress } from '@parsec-spec/spec/urls';
import { writeSecretFile } from '#platform';
import { openDevice } from '../device-files/open-device.ts';
import type { PasswordCost } from '../device-files/password-key.ts';
import { deviceFilePath } from '../device-files/pending-device.ts';
import { sealDevice } from '../device-files/seal-device.ts';
import type { Agreed, GreetingPerson } from '../greeting/authenticate-peer.ts';
import { cancelOnFailure } from '../greeting/cancel-on-failure.ts';
import { emptyStep, exchangeStep, type Joined } from '../greeting/exchange-step.ts';
import type { GreetingEnd } from '../greeting/greeting-side.ts';
import { type Pace, paceOf, pollPause } from '../greeting/pace.ts';
import { type ClientEnvironment, instant } from '../journeys/session.ts';
import { type ClaimKeys, discardClaim, openClaim, storeClaim } from './claim-file.ts';
import { confirmedDevice } from './confirmed-device.ts';
import {
  type Administrator,
  completeInvitation,
  type InvitationInfo,
  type InvitationLookup,
} from './invitations.ts';

/** The person who claims. Chooses the greeters and compares the codes. */
export interface ClaimerPerson extends GreetingPerson {
  /** Chooses the administrators to wait for. The first one that joins greets. */
  chooseGreeters(administrators: readonly Administrator[]): Promise<readonly Uuid[]>;
}

/** A claim of an invitation. */
export interface Claim extends ClientEnvironment {
  readonly address: InvitationAddress;
  /** The e-mail address and name that the claimer asks for; only for an invitation of a user. */
  readonly handle?: HumanHandlePair | undefined;
  readonly deviceLabel: string;
  /** Protects the device file, and the keys until the device is enrolled. */
  readonly password: string;
  /** The folder of device files. */
  readonly folder: string;
  readonly cost?: PasswordCost | undefined;
  readonly person: ClaimerPerson;
  readonly pace?: Partial<Pace>;
}

/**
 * The result of a claim. Only `claimed` leaves a device file. `not-saved`, and every result after
 * the payload was sent, leave the encrypted keys in the file `claim` for the next run.
 */
export type Claimed =
  /** `resumed`: the device has the keys of an earlier run. */
  | { outcome: 'claimed'; device: LocalDevice; path: string; resumed: boolean }
  /** The keys could not be stored, so nothing was sent. */
  | { outcome: 'cannot-store'; folder: string; detail: string }
  /** The file `claim` holds keys of another run, with another password or of another version. */
  | { outcome: 'claim-waits'; claim: string; detail: string }
  /**
   * The device is enrolled, but its file cannot be written (KEYS-10) or another file has its name.
   * `saveTo` writes it elsewhere.
   */
  | {
      outcome: 'not-saved';
      device: LocalDevice;
      claim: string;
      detail: string;
      saveTo: (path: string) => Promise<void>;
    }
  /** The greeter may have enrolled the keys, which are in the file `claim`. */
  | { outcome: 'unconfirmed'; claim: string; cause: GreetingEnd }
  | Exclude<InvitationLookup, { outcome: 'seen' }>
  | GreetingEnd;

/** The keys of a claimer, which are the same in every attempt. */
export type OwnKeys = Pick<ClaimKeys, 'signing_key' | 'private_key'>;

/** A claim in progress. */
export interface RunningClaim extends Claim {
  readonly info: InvitationInfo;
  /** The file that holds its keys. */
  readonly path: string;
  readonly own: OwnKeys;
}

/** Step 6: stores the private keys on disk, then sends the public keys and the requested names. */
export async function sendPayload(
  claiming: RunningClaim,
  { side, attempt, sharedKey }: Agreed,
  greeter: Uuid,
  pace: Pace,
): Promise<
  { outcome: 'sent' } | Extract<Claimed, { outcome: 'cannot-store' | 'claim-waits' }> | GreetingEnd
> {
  const { crypto, path, password, own, folder, cost } = claiming;
  const payload = sealPayload(crypto, sharedKey, await payloadOf(claiming));
  const facts = { greeter, greeting_attempt: attempt, shared_key: sharedKey, claimer_payload: payload };
  // Another run of this claim may have stored and enrolled its keys while codes were compared.
  const before = await openClaim(crypto, path, password);
  const isOwn = before.ok && constantTimeEqual(before.keys.signing_key, own.signing_key);
  if (!isOwn && (before.ok || before.reason !== 'missing'))
    return {
      outcome: 'claim-waits',
      claim: path,
      detail: 'another run of this claim has stored its keys in the meantime',
    };
  try {
    await storeClaim(crypto, path, password, await factsOf(claiming), { ...own, ...facts }, cost);
  } catch (error) {
    return {
      outcome: 'cannot-store',
      folder,
      detail: error instanceof Error ? error.message : String(error),
    };
  }
  const result = await exchangeStep({ side, attempt }, { step: 6, payload }, pace);
  return result.outcome === 'heard' ? { outcome: 'sent' } : result;
}

async function payloadOf({ crypto, own, info, handle, deviceLabel }: RunningClaim): Promise<Payload> {
  const request = {
    requested_device_label: deviceLabel,
    verify_key: await crypto.verifyKeyOf(own.signing_key),
  };
  if (info.type === 'DEVICE' || own.private_key === null) return { type: 'invite_device_data', ...request };
  if (handle === undefined) throw new TypeError('a new user needs a name and an e-mail address');
  const [email, name] = handle;
  return {
    type: 'invite_user_data',
    ...request,
    requested_human_handle: [email, name],
    public_key: await crypto.publicKeyOf(own.private_key),
  };
}

const factsOf = async (claiming: RunningClaim) => ({
  created_on: instant(claiming),
  server_url: formatServerUrl(claiming.address.server),
  organization_id: claiming.address.organization,
  invitation: await claiming.crypto.sha256(claiming.address.token),
  invitation_type: claiming.info.type,
  email:
    claiming.info.type === 'USER'
      ? (claiming.handle?.[0] ?? claiming.info.claimer_email)
      : claiming.info.claimer_human_handle[0],
  device_label: claiming.deviceLabel,
});

/** The result of waiting for the confirmation. */
export type Received = Extract<Claimed, { outcome: 'claimed' | 'not-saved' | 'unconfirmed' }>;

const ACKNOWLEDGE_TIMEOUT_MS = 3000;

/**
 * Steps 7 and 8: receives the confirmation, saves the device, and then acknowledges it. Until the
 * confirmation arrives the attempt is not cancelled, so that it can be resumed.
 */
export async function receive(
  claiming: RunningClaim,
  joined: Joined,
  keys: OwnKeys & { readonly shared_key: Uint8Array },
  resumed: boolean,
): Promise<Received> {
  const { crypto, path } = claiming;
  const result = await exchangeStep(joined, emptyStep(7), paceOf(claiming.pace));
  if (result.outcome !== 'heard') {
    if (result.outcome === 'interrupted') await joined.side.cancel(joined.attempt, 'MANUALLY_CANCELLED');
    return unconfirmed(path, result);
  }
  const confirmed = await cancelOnFailure(
    joined,
    async () => confirmedDevice(crypto, { ...claiming, keys }, result.payload),
    claiming.rules,
  );
  if (confirmed.outcome !== 'confirmed') return unconfirmed(path, confirmed);
  return saveDevice(claiming, joined, confirmed.device, resumed);
}

const unconfirmed = (claim: string, cause: GreetingEnd): Received => ({
  outcome: 'unconfirmed',
  claim,
  cause,
});

async function saveDevice(
  claiming: RunningClaim,
  joined: Joined,
  device: LocalDevice,
  resumed: boolean,
): Promise<Received> {
  const { crypto, password, folder, cost, path: claim } = claiming;
  const createdOn = instant(claiming);
  const protectedOn = instant(claiming);
  const sealed = await sealDevice({ crypto, device, password, createdOn, protectedOn, cost });
  const saved = async (): Promise<void> => {
    await acknowledge(claiming, joined, device, resumed);
    // A claim file that cannot be deleted is encrypted and does no harm: the device is saved.
    await discardClaim(claim).catch(() => undefined);
  };
  const path = deviceFilePath(folder, device.device_id.hex);
  const existing = await openDevice(crypto, path, { kind: 'password', password }, claiming.rules);
  if (existing.ok && constantTimeEqual(existing.device.signing_key, device.signing_key)) {
    // An earlier run saved it, and it may be in use since.
    existing.plain.fill(0);
    await saved();
    return { outcome: 'claimed', device: existing.device, path, resumed };
  }
  try {
    // The greeter chose the id, so a file of another device must not be overwritten.
    if (existing.ok || existing.reason !== 'missing')
      throw new Error(`${path} already exists, with other keys or another password`);
    await writeSecretFile(path, sealed);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const saveTo = (place: string): Promise<void> => writeSecretFile(place, sealed).then(saved);
    return { outcome: 'not-saved', device, claim, detail, saveTo };
  }
  await saved();
  return { outcome: 'claimed', device, path, resumed };
}

/**
 * Acknowledges that the device is saved and does not wait: the greeter closes the invitation. After
 * an interruption the greeter may be gone, so the new device closes the invitation itself if that
 * does not happen within 3 s (INV-USER-19, INV-DEV-08).
 */
async function acknowledge(
  claiming: RunningClaim,
  { side, attempt }: Joined,
  device: LocalDevice,
  resumed: boolean,
): Promise<void> {
  const pace = paceOf(claiming.pace);
  const until = pace.clock() + ACKNOWLEDGE_TIMEOUT_MS;
  for (let count = 1; ; count++) {
    const result = await side.say(attempt, emptyStep(8));
    const isOpen = result.outcome === 'heard' || result.outcome === 'not-ready';
    if (result.outcome !== 'offline' && !(resumed && isOpen)) return;
    if (pace.clock() >= until) break;
    await pace.sleep(pollPause(count), undefined);
  }
  if (resumed) await completeInvitation({ ...claiming, device }, claiming.address.token);
}
