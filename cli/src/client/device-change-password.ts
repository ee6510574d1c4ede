import { changePassword } from '@parsec-spec/reference-client/device-files';
import { explainLogIn } from '@parsec-spec/reference-client/explain';
import { instant } from '@parsec-spec/reference-client/journeys';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import type { DeviceOptions } from './opened-session.ts';
import { openPicked } from './open-picked.ts';
import { newPassword } from './password.ts';
import { pickDevice } from './pick-device.ts';

/**
 * Options of `client device change-password`. With `--password-stdin` the new password is the
 * second line of stdin.
 */
export interface ChangePasswordOptions extends DeviceOptions {
  newPasswordFd?: number;
}

/**
 * `client device change-password`: changes the password of a device file, which then no longer
 * opens with the old one (KEYS-12). Nothing is sent.
 */
export async function deviceChangePassword(context: Context, options: ChangePasswordOptions): Promise<void> {
  const { asker, say, environment } = context;
  const { device } = await pickDevice(context, options.device);
  const { path } = device;
  const { crypto } = environment;
  // The device is opened before the question for the new password.
  const { secret: current } = await openPicked(context, options, device);
  const source =
    options.newPasswordFd === undefined
      ? { passwordStdin: options.passwordStdin === true }
      : { passwordFd: options.newPasswordFd };
  const next = await newPassword(source, asker, say, [device.email, device.name, device.organizationId]);
  const ended = await changePassword({ crypto, path, current, password: next, now: instant(environment) });
  if (!ended.ok) throw failed('not-opened', explainLogIn({ outcome: 'not-opened', refusal: ended }));
  ended.plain.fill(0);
  context.print(
    { device: { id: device.deviceId.hex, label: device.deviceLabel, file: path }, changed: true },
    `The password of ${path} was changed. Copies of the old file still open with the old password: delete them.`,
  );
}
