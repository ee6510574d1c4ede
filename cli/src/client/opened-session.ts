import { explainSync } from '@parsec-spec/reference-client/explain';
import { type Session, type Synced, syncCertificates } from '@parsec-spec/reference-client/journeys';
import { CliError } from '../main/cli-error.ts';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { openPicked } from './open-picked.ts';
import type { PasswordSource } from './password.ts';
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
  const { device } = (await openPicked(context, options, picked)).opened;
  const { environment, storeOf } = context;
  return { ...environment, device, store: storeOf(device.device_id.hex) };
}

/** What verified certificates say of the organization, fetched now. */
export async function syncedView(session: Session): Promise<Extract<Synced, { outcome: 'synced' }>> {
  const synced = await syncCertificates(session);
  if (synced.outcome === 'synced') return synced;
  throw failed(synced.outcome, explainSync(synced));
}
