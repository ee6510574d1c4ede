import { changePassword } from '@parsec-spec/reference-client/device-files';
import { explainLogIn } from '@parsec-spec/reference-client/explain';
import { instant } from '@parsec-spec/reference-client/journeys';
import type { Command } from 'commander';
import type { Context } from './context.ts';
import { journeyError } from './journey-error.ts';
import { type DeviceOptions, openPicked, pickDevice } from './open-device.ts';
import { count, run, withDevice } from './options.ts';
import { newPassword } from './password.ts';

/**
 * Options of `client device change-password`. With `--password-stdin` the new password is the
 * second line of stdin.
 */
interface ChangePasswordOptions extends DeviceOptions {
  newPasswordFd?: number;
}

/** Adds `client device change-password`. */
export function addDeviceChangePassword(device: Command): void {
  withDevice(device.command('change-password'))
    .description('change the password of a device')
    .option(
      '--new-password-fd <number>',
      'the new password is the first line of this file descriptor (with --password-stdin: the second line of stdin)',
      count,
    )
    .action((_options, command) => run(command, deviceChangePassword));
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
  const uncertain = {
    message: 'Cancelled. The password may have been changed.',
    hint: 'try the new password first, then the old one',
  };
  const result = await context.cancellation.during(uncertain, () =>
    changePassword({ crypto, path, current, password: next, now: instant(environment) }),
  );
  if (!result.ok) throw journeyError('not-opened', explainLogIn({ outcome: 'not-opened', refusal: result }));
  result.plain.fill(0);
  context.print(
    { device: { id: device.deviceId.hex, label: device.deviceLabel, file: path }, changed: true },
    `The password of ${path} was changed. Copies of the old file still open with the old password: delete them.`,
  );
}
