import { constantTimeEqual } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { deviceFilePath, openDevice, sealDevice, writeSecretFile } from '../device-files/index.ts';
import {
  type GreetingEnd,
  exchangeStep,
  type Joined,
  cancelOnFailure,
  paceOf,
  pollPause,
  emptyStep,
} from '../greeting/index.ts';
import { instant } from '../journeys/index.ts';
import type { Claiming, OwnKeys } from './claiming.ts';
import { discardClaim } from './claim-file.ts';
import type { Claimed } from './claimed.ts';
import { confirmedDevice } from './confirmed-device.ts';
import { completeInvitation } from './invitations.ts';

/** The result of waiting for the confirmation. */
export type Received = Extract<Claimed, { outcome: 'claimed' | 'not-saved' | 'unconfirmed' }>;

const ACKNOWLEDGE_TIMEOUT_MS = 3000;

/**
 * Steps 7 and 8: receives the confirmation, saves the device, and then acknowledges it. Until the
 * confirmation arrives the attempt is not cancelled, so that it can be resumed.
 */
export async function receive(
  claiming: Claiming,
  joined: Joined,
  keys: OwnKeys & { readonly shared_key: Uint8Array },
  resumed: boolean,
): Promise<Received> {
  const { crypto, path } = claiming;
  const heard = await exchangeStep(joined, emptyStep(7), paceOf(claiming.pace));
  if (heard.outcome !== 'heard') {
    if (heard.outcome === 'interrupted') await joined.side.cancel(joined.attempt, 'MANUALLY_CANCELLED');
    return unconfirmed(path, heard);
  }
  const confirmed = await cancelOnFailure(joined, async () =>
    confirmedDevice(crypto, { ...claiming, keys }, heard.payload),
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
  claiming: Claiming,
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
  const existing = await openDevice(crypto, path, { kind: 'password', password });
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
  claiming: Claiming,
  { side, attempt }: Joined,
  device: LocalDevice,
  resumed: boolean,
): Promise<void> {
  const pace = paceOf(claiming.pace);
  const until = pace.clock() + ACKNOWLEDGE_TIMEOUT_MS;
  for (let asked = 1; ; asked++) {
    const said = await side.say(attempt, emptyStep(8));
    const isOpen = said.outcome === 'heard' || said.outcome === 'not-ready';
    if (said.outcome !== 'offline' && !(resumed && isOpen)) return;
    if (pace.clock() >= until) break;
    await pace.sleep(pollPause(asked), undefined);
  }
  if (resumed) await completeInvitation({ ...claiming, device }, claiming.address.token);
}
