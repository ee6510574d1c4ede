import {
  findDevice,
  listDevices,
  listPending,
  type OpenedDevice,
  openDevice,
  type Secret,
  type StoredDevice,
} from '@parsec-spec/reference-client/device-files';
import { explainLogIn, explainSync } from '@parsec-spec/reference-client/explain';
import { type Session, type Synced, syncCertificates } from '@parsec-spec/reference-client/journeys';
import { CliError } from '../main/cli-error.ts';
import { printable } from '../main/printable.ts';
import type { Context } from './context.ts';
import { lineOf, skippedText, userAtDevice } from './device-list.ts';
import { journeyError } from './journey-error.ts';
import { openByPassword, type PasswordSource } from './password.ts';

/** A stored device, or one whose bootstrap has not ended. */
interface Picked {
  device: StoredDevice;
  unfinished: boolean;
}

/** Selects a device: by the first digits of its id, the only one, or chosen from a list. */
export async function pickDevice(context: Context, prefix: string | undefined): Promise<Picked> {
  const { devices, skipped } = await listDevices(context.folder);
  const pending = await listPending(context.folder);
  const match = findDevice([...devices, ...pending], prefix);
  const picked = (device: StoredDevice): Picked => ({ device, unfinished: pending.includes(device) });
  if (match.ok) return picked(match.device);
  if (match.reason === 'none') {
    const none =
      prefix === undefined ? `no device in ${context.folder}` : `no device id starts with ${prefix}`;
    const reasons = [none, ...skipped.map(skippedText)].join('; ');
    const hint =
      '`client device list` shows the devices stored here, `client organization create` creates one';
    throw new CliError('no-device', reasons, hint);
  }
  if (context.asker === undefined) {
    const ids = match.candidates.map((device) => device.deviceId.hex.slice(0, 8)).join(', ');
    throw new CliError(
      'missing-option',
      `--device is missing: there are ${ids}`,
      'give the first digits of one',
    );
  }
  const choices = match.candidates.map((device) => ({ name: lineOf(device), value: device }));
  return picked(await context.asker.choose('Which device?', choices));
}

/** A device that was opened by its password, and the password. */
interface OpenedByPassword {
  readonly opened: Extract<OpenedDevice, { ok: true }>;
  readonly secret: Secret & { kind: 'password' };
}

/**
 * Opens a stored device by its password. The question names the device, since there may be several.
 *
 * @throws CliError `not-opened`
 */
export async function openPicked(
  context: Context,
  source: PasswordSource,
  { path, name, deviceLabel, organizationId }: StoredDevice,
): Promise<OpenedByPassword> {
  const { opened, secret } = await openByPassword(
    context,
    source,
    `Password of the device ${userAtDevice(name, deviceLabel)} in ${printable(organizationId)}`,
    async (password) => {
      const passwordSecret = { kind: 'password', password } as const;
      return {
        opened: await openDevice(context.environment.crypto, path, passwordSecret),
        secret: passwordSecret,
      };
    },
    (tried) => !tried.opened.ok && tried.opened.reason === 'cannot-be-opened',
  );
  if (!opened.ok) throw journeyError('not-opened', explainLogIn({ outcome: 'not-opened', refusal: opened }));
  opened.plain.fill(0);
  return { opened, secret };
}

/** Options of every command that acts as a device. */
export interface DeviceOptions extends PasswordSource {
  device?: string;
}

/** An opened device, ready to call its server. */
export async function openSession(context: Context, options: DeviceOptions): Promise<Session> {
  const { device: picked, unfinished } = await pickDevice(context, options.device);
  if (unfinished) {
    throw new CliError(
      'unfinished',
      'the bootstrap of this device has not ended',
      'log in to finish it: parsec-spec client login',
    );
  }
  const { device } = (await openPicked(context, options, picked)).opened;
  const { environment, storeOf } = context;
  return { ...environment, device, store: storeOf(device.device_id.hex) };
}

/** Fetches and verifies the current certificates of the organization. */
export async function syncView(session: Session): Promise<Extract<Synced, { outcome: 'synced' }>> {
  const synced = await syncCertificates(session);
  if (synced.outcome === 'synced') return synced;
  throw journeyError(synced.outcome, explainSync(synced));
}
