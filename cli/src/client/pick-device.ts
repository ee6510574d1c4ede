import {
  findDevice,
  listDevices,
  listPending,
  type StoredDevice,
} from '@parsec-spec/reference-client/device-files';
import { CliError } from '../main/cli-error.ts';
import type { Context } from './context.ts';
import { lineOf, toldSkipped } from './device-list.ts';

/** A stored device, or one whose bootstrap has not ended. */
export interface Picked {
  device: StoredDevice;
  unfinished: boolean;
}

/** The device that a person means: by the first digits of its id, the only one, or the one chosen from a list. */
export async function pickDevice(context: Context, prefix: string | undefined): Promise<Picked> {
  const { devices, skipped } = await listDevices(context.folder);
  const pending = await listPending(context.folder);
  const found = findDevice([...devices, ...pending], prefix);
  const picked = (device: StoredDevice): Picked => ({ device, unfinished: pending.includes(device) });
  if (found.ok) return picked(found.device);
  if (found.reason === 'none') {
    const none = prefix === undefined ? `no device in ${context.folder}` : `no device begins with ${prefix}`;
    const said = [none, ...skipped.map(toldSkipped)].join('; ');
    const hint = '`client device list` shows the devices stored here, `client organization create` makes one';
    throw new CliError('no-device', said, hint);
  }
  if (context.asker === undefined) {
    const ids = found.candidates.map((device) => device.deviceId.hex.slice(0, 8)).join(', ');
    throw new CliError(
      'missing-option',
      `--device is missing: there are ${ids}`,
      'give the first digits of one',
    );
  }
  const choices = found.candidates.map((device) => ({ name: lineOf(device), value: device }));
  return picked(await context.asker.choose('Which device?', choices));
}
