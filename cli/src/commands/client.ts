import type { Command } from 'commander';
import { addDeviceChangePassword } from '../client/device-change-password.ts';
import { addDeviceList } from '../client/device-list.ts';
import { addInvitationList, addInvite } from '../client/invitations.ts';
import { addInviteClaim } from '../client/invite-claim.ts';
import { addInviteGreet } from '../client/invite-greet.ts';
import { addLogin } from '../client/login.ts';
import { common, enrolmentExamples, exits, run } from '../client/options.ts';
import { addOrganizationBootstrap } from '../client/organization-bootstrap.ts';
import { addOrganizationCreate } from '../client/organization-create.ts';
import { addOrganizationInfo } from '../client/organization-info.ts';
import { addSignUp } from '../client/sign-up.ts';
import { addUserChanges } from '../client/user-change.ts';
import { addUserList } from '../client/user-list.ts';
import { addWatch } from '../client/watch.ts';
import { welcome } from '../client/welcome.ts';
import { CliError } from '../main/cli-error.ts';

const examples = `
Examples:
  parsec-spec client
  parsec-spec client organization create Acme --server https://parsec.example.com --administration-token-file token.txt
  parsec-spec client organization bootstrap 'parsec3://parsec.example.com/Acme?a=bootstrap_organization&p=…'
  parsec-spec client organization bootstrap LINK --email a@b.c --name Alice --device-label laptop --password-stdin
  parsec-spec client invite user bob@example.com
  parsec-spec client invite claim 'parsec3://parsec.example.com/Acme?a=claim_user&p=…'
  parsec-spec client user list --output json
  parsec-spec client login --device 4d82
`;

/** Adds `client …`, the commands of a Parsec client. */
export function register(program: Command): void {
  const client = common(program.command('client'))
    .description('create an organization, enrol others, and use the devices stored on this machine')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', examples)
    .addHelpText('afterAll', exits)
    .allowExcessArguments()
    .action((_options, command: Command) => {
      const [word] = command.args;
      if (word !== undefined)
        throw new CliError('usage', `unknown command '${word}'`, 'see parsec-spec client --help');
      return run(command, welcome);
    });

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
