import { openDevice } from '@parsec-spec/reference-client/device-files';
import { explainLogIn, explainSync } from '@parsec-spec/reference-client/explain';
import { type Session, type Synced, syncCertificates } from '@parsec-spec/reference-client/journeys';
import { CliError } from '../main/cli-error.ts';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { type PasswordSource, password } from './password.ts';
import { pickDevice } from './pick-device.ts';

/** Options of every command that works as a device. */
export interface DeviceOptions extends PasswordSource {
  device?: string;
}

/** An opened device, ready to call its server. */
export async function openedSession(context: Context, options: DeviceOptions): Promise<Session> {
  const { device: picked, unfinished } = await pickDevice(context, options.device);
  if (unfinished) {
    throw new CliError(
      'unfinished',
      'the bootstrap of this device has not ended',
      'log in to finish it: parsec-spec client login',
    );
  }
  const { means, storeOf, asker } = context;
  const secret = { kind: 'password', password: await password(options, asker) } as const;
  const opened = await openDevice(means.crypto, picked.path, secret);
  if (!opened.ok) throw failed('not-opened', explainLogIn({ outcome: 'not-opened', refusal: opened }));
  opened.plain.fill(0);
  const { device } = opened;
  return { ...means, device, store: storeOf(device.device_id.hex) };
}

/** What verified certificates say of the organization, fetched now. */
export async function syncedView(session: Session): Promise<Extract<Synced, { outcome: 'synced' }>> {
  const synced = await syncCertificates(session);
  if (synced.outcome === 'synced') return synced;
  throw failed(synced.outcome, explainSync(synced));
}
