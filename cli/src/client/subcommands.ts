import type { Command } from 'commander';
import { addDeviceChangePassword } from './device-change-password.ts';
import { addDeviceList } from './device-list.ts';
import { addInvitationList, addInvite } from './invitations.ts';
import { addInviteClaim } from './invite-claim.ts';
import { addInviteGreet } from './invite-greet.ts';
import { addLogin } from './login.ts';
import { enrolmentExamples } from './options.ts';
import { addOrganizationBootstrap } from './organization-bootstrap.ts';
import { addOrganizationCreate } from './organization-create.ts';
import { addOrganizationInfo } from './organization-info.ts';
import { addSignUp } from './sign-up.ts';
import { addUserChanges } from './user-change.ts';
import { addUserList } from './user-list.ts';
import { addWatch } from './watch.ts';

export function addSubcommands(client: Command): void {
  const organization = client
    .command('organization')
    .description('create, bootstrap and inspect organizations');
  addOrganizationCreate(organization);
  addOrganizationBootstrap(organization);
  addOrganizationInfo(organization);
  addSignUp(client);

  const invite = client
    .command('invite')
    .description('enrol another person or another device of yours')
    .addHelpText('after', enrolmentExamples);
  addInvite(invite);
  addInviteGreet(invite);
  addInviteClaim(invite);
  addInvitationList(invite);

  const user = client.command('user').description('the users of the organization');
  addUserList(user);
  addUserChanges(user);

  const device = client.command('device').description('the devices stored on this machine');
  addDeviceList(device);
  addDeviceChangePassword(device);

  addLogin(client);
  addWatch(client);
}
