import {
  type OpenedDevice,
  openDevice,
  type Secret,
  type StoredDevice,
} from '@parsec-spec/reference-client/device-files';
import { explainLogIn } from '@parsec-spec/reference-client/explain';
import { printable } from '../main/printable.ts';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { openByPassword, type PasswordSource } from './password.ts';
import { userAtDevice } from './user-at-device.ts';

/** A device that its password opened, and that password. */
export interface OpenedByPassword {
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
      const given = { kind: 'password', password } as const;
      return { opened: await openDevice(context.environment.crypto, path, given), secret: given };
    },
    (tried) => !tried.opened.ok && tried.opened.reason === 'cannot-be-opened',
  );
  if (!opened.ok) throw failed('not-opened', explainLogIn({ outcome: 'not-opened', refusal: opened }));
  opened.plain.fill(0);
  return { opened, secret };
}
