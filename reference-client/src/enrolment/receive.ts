import { constantTimeEqual } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { deviceFilePath, openDevice, sealDevice, writeSecretFile } from '../device-files/index.ts';
import {
  type GreetingEnd,
  hear,
  type Joined,
  orCancel,
  paceOf,
  pollPause,
  silent,
} from '../greeting/index.ts';
import { instant } from '../journeys/index.ts';
import type { Claiming, OwnKeys } from './claiming.ts';
import { discardClaim } from './claim-file.ts';
import type { Claimed } from './claimed.ts';
import { confirmedDevice } from './confirmed-device.ts';
import { completeInvitation } from './invitations.ts';

/** What came of waiting for the confirmation. */
export type Received = Extract<Claimed, { outcome: 'claimed' | 'not-saved' | 'unconfirmed' }>;

const aMoment = 3000;

/** Steps 7 and 8: hears the confirmation, keeps the device, and only then says so. While no confirmation came the attempt stays as it is, so that it can be taken up again. */
export async function receive(
  claiming: Claiming,
  joined: Joined,
  keys: OwnKeys & { readonly shared_key: Uint8Array },
  resumed: boolean,
): Promise<Received> {
  const { crypto, path } = claiming;
  const told = await hear(joined, silent(7), paceOf(claiming.pace));
  if (told.outcome !== 'heard') {
    if (told.outcome === 'interrupted') await joined.side.cancel(joined.attempt, 'MANUALLY_CANCELLED');
    return unconfirmed(path, told);
  }
  const confirmed = await orCancel(joined, async () =>
    confirmedDevice(crypto, { ...claiming, keys }, told.payload),
  );
  if (confirmed.outcome !== 'confirmed') return unconfirmed(path, confirmed);
  return kept(claiming, joined, confirmed.device, resumed);
}

const unconfirmed = (claim: string, cause: GreetingEnd): Received => ({
  outcome: 'unconfirmed',
  claim,
  cause,
});

async function kept(
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
    // What may be left of the claim is sealed, and no harm: the device is kept.
    await discardClaim(claim).catch(() => undefined);
  };
  const path = deviceFilePath(folder, device.device_id.hex);
  const there = await openDevice(crypto, path, { kind: 'password', password });
  if (there.ok && constantTimeEqual(there.device.signing_key, device.signing_key)) {
    // An earlier start kept it, and it may have been used since.
    there.plain.fill(0);
    await saved();
    return { outcome: 'claimed', device: there.device, path, resumed };
  }
  try {
    // The identifier is the greeter's word: no file of another device is given for it.
    if (there.ok || there.reason !== 'missing')
      throw new Error(`${path} is there already, with other keys or under another password`);
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
 * Says that the device is kept, and does not wait: the greeter closes the invitation. After an interruption the greeter
 * may be gone, so that the new device closes it if nobody else does for a moment (INV-USER-19, INV-DEV-08).
 */
async function acknowledge(
  claiming: Claiming,
  { side, attempt }: Joined,
  device: LocalDevice,
  resumed: boolean,
): Promise<void> {
  const pace = paceOf(claiming.pace);
  const until = pace.clock() + aMoment;
  for (let asked = 1; ; asked++) {
    const said = await side.say(attempt, silent(8));
    const isOpen = said.outcome === 'heard' || said.outcome === 'not-ready';
    if (said.outcome !== 'offline' && !(resumed && isOpen)) return;
    if (pace.clock() >= until) break;
    await pace.sleep(pollPause(asked), undefined);
  }
  if (resumed) await completeInvitation({ ...claiming, device }, claiming.address.token);
}
