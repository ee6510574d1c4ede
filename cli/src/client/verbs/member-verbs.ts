import type { Command } from 'commander';
import { seconds } from '../../main/arguments.ts';
import type { ChangePasswordOptions } from '../device-change-password.ts';
import type { LoginOptions } from '../login.ts';
import type { DeviceOptions } from '../open-device.ts';
import type { RevokeOptions } from '../user-change.ts';
import type { UserListOptions } from '../user-list.ts';
import type { WatchOptions } from '../watch.ts';
import { asDevice, count, run } from './options.ts';

/** Adds `client user …`, `client device …`, `client login` and `client watch`. */
export function addMemberVerbs(client: Command): void {
  addUsers(client.command('user').description('the users of the organization'));
  const device = client.command('device').description('the devices stored on this machine');
  device
    .command('list')
    .description('list them')
    .action((_options, command) =>
      run(command, async (context) => (await import('../device-list.ts')).deviceList(context)),
    );
  asDevice(device.command('change-password'))
    .description('change the password of a device')
    .option(
      '--new-password-fd <number>',
      'the new password is the first line of this file descriptor (with --password-stdin: the second line of stdin)',
      count,
    )
    .action((_options, command) =>
      run<ChangePasswordOptions>(command, async (context, options) =>
        (await import('../device-change-password.ts')).deviceChangePassword(context, options),
      ),
    );
  asDevice(client.command('login'))
    .description('open a device and verify the certificates of its server')
    .option('--accept-terms', 'accept new terms of service after showing them')
    .action((_options, command) =>
      run<LoginOptions>(command, async (context, options) =>
        (await import('../login.ts')).login(context, options),
      ),
    );
  asDevice(client.command('watch'))
    .description('print changes of the organization as they happen')
    .option('--for <seconds>', 'end after this time', seconds)
    .option('--count <number>', 'end after this number of changes', count)
    .action((_options, command) =>
      run<WatchOptions>(command, async (context, options) =>
        (await import('../watch.ts')).watch(context, options),
      ),
    );
}

function addUsers(user: Command): void {
  asDevice(user.command('list'))
    .description('list them, with their devices')
    .option('--no-revoked', 'without revoked users')
    .action((_options, command) =>
      run<UserListOptions>(command, async (context, options) =>
        (await import('../user-list.ts')).userList(context, options),
      ),
    );
  asDevice(user.command('revoke'))
    .description('revoke a user permanently, with all devices (administrators)')
    .argument('[user]', 'e-mail address, or first digits of the user id')
    .option('--yes', 'do not ask for confirmation; required in a script')
    .action((name: string | undefined, _options, command) =>
      run<RevokeOptions>(command, async (context, options) =>
        (await import('../user-change.ts')).userRevoke(context, name, options),
      ),
    );
  asDevice(user.command('set-profile'))
    .description('change the profile of a user (administrators)')
    .argument('[user]', 'e-mail address, or first digits of the user id')
    .argument('[profile]', 'ADMIN, STANDARD or OUTSIDER')
    .action((name: string | undefined, profile: string | undefined, _options, command) =>
      run<DeviceOptions>(command, async (context, options) =>
        (await import('../user-change.ts')).userSetProfile(context, name, profile, options),
      ),
    );
}
