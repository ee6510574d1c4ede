import type { Command } from 'commander';
import { seconds } from '../../main/arguments.ts';
import type { ChangePasswordOptions } from '../device-change-password.ts';
import type { LoginOptions } from '../login.ts';
import type { DeviceOptions } from '../opened-session.ts';
import type { RevokeOptions } from '../user-change.ts';
import type { UserListOptions } from '../user-list.ts';
import type { WatchOptions } from '../watch.ts';
import { asDevice, count, run } from './options.ts';

/** `client user …`, `client device …`, `client login`, `client watch`: life in an organization. */
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
    .description('protect a device by another password')
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
    .description('open a device, and verify what its server serves')
    .option('--accept-terms', 'accept terms of service that wait, after they are shown')
    .action((_options, command) =>
      run<LoginOptions>(command, async (context, options) =>
        (await import('../login.ts')).login(context, options),
      ),
    );
  asDevice(client.command('watch'))
    .description('say what happens in the organization, as it happens')
    .option('--for <seconds>', 'end after this time', seconds)
    .option('--count <number>', 'end after so many happenings', count)
    .action((_options, command) =>
      run<WatchOptions>(command, async (context, options) =>
        (await import('../watch.ts')).watch(context, options),
      ),
    );
}

function addUsers(user: Command): void {
  asDevice(user.command('list'))
    .description('list them, with their devices')
    .option('--no-revoked', 'without those who were revoked')
    .action((_options, command) =>
      run<UserListOptions>(command, async (context, options) =>
        (await import('../user-list.ts')).userList(context, options),
      ),
    );
  asDevice(user.command('revoke'))
    .description('revoke a user for good, with all devices (administrators)')
    .argument('[user]', 'e-mail address, or first digits of the user id')
    .option('--yes', 'without asking, which a script must say')
    .action((name: string | undefined, _options, command) =>
      run<RevokeOptions>(command, async (context, options) =>
        (await import('../user-change.ts')).userRevoke(context, name, options),
      ),
    );
  asDevice(user.command('set-profile'))
    .description('give a user another profile (administrators)')
    .argument('[user]', 'e-mail address, or first digits of the user id')
    .argument('[profile]', 'ADMIN, STANDARD or OUTSIDER')
    .action((name: string | undefined, profile: string | undefined, _options, command) =>
      run<DeviceOptions>(command, async (context, options) =>
        (await import('../user-change.ts')).userSetProfile(context, name, profile, options),
      ),
    );
}
