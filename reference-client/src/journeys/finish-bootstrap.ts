import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { readOwnFile, writeSecretFile } from '#platform';
import { call, type Outcome } from '../call/call.ts';
import { type OpenedDevice, openDevice, type Secret } from '../device-files/open-device.ts';
import { promotePending } from '../device-files/pending-device.ts';
import { type ClientEnvironment, connectionOf } from './session.ts';

/** The result of finishing a bootstrap. */
export type Finished =
  /** The server knows the device, whose file is now at `path`. */
  | { outcome: 'finished'; path: string; device: LocalDevice }
  /**
   * The server does not know the device: the bootstrap never arrived, or another one came first.
   */
  | { outcome: 'unknown-to-server'; device: LocalDevice }
  | { outcome: 'not-opened'; refusal: Extract<OpenedDevice, { ok: false }> }
  /** The server knows the device, but its file could not be renamed. The keys stay in `pending`. */
  | {
      outcome: 'not-saved';
      device: LocalDevice;
      pending: string;
      detail: string;
      saveTo: (path: string) => Promise<void>;
    }
  | Exclude<Outcome<'tos_get'>, { outcome: 'reply' }>;

/**
 * Finishes a bootstrap whose answer never arrived (KEYS-10): asks the server whether it knows the
 * device.
 *
 * @param pending path of the pending file
 */
export async function finishBootstrap(
  environment: ClientEnvironment,
  pending: string,
  secret: Secret,
): Promise<Finished> {
  const opened = await openDevice(environment.crypto, pending, secret, environment.rules);
  if (!opened.ok) return { outcome: 'not-opened', refusal: opened };
  opened.plain.fill(0);
  const { device } = opened;
  // The route `tos` requires nothing but a device that the server knows.
  const answer = await call(connectionOf({ ...environment, device }), 'tos', { cmd: 'tos_get' });
  if (answer.outcome === 'bad-authentication' || answer.outcome === 'organization-not-found') {
    return { outcome: 'unknown-to-server', device };
  }
  if (answer.outcome !== 'reply') return answer;
  try {
    return { outcome: 'finished', path: await promotePending(pending), device };
  } catch (error) {
    const saveTo = async (path: string): Promise<void> => writeSecretFile(path, await readOwnFile(pending));
    return { outcome: 'not-saved', device, pending, detail: messageOf(error), saveTo };
  }
}

/** The message of an error of the file system. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
