import { type Command, Option } from 'commander';
import type { ClaimOptions } from '../invite-claim.ts';
import type { GreetOptions } from '../invite-greet.ts';
import type { InviteListOptions } from '../invite-list.ts';
import type { InviteOptions } from '../invite.ts';
import type { DeviceOptions } from '../opened-session.ts';
import { asDevice, passwords, run, withCodes } from './options.ts';

const examples = `
Examples, Alice on one machine, Bob on another, talking to each other:
  Alice:  parsec-spec client invite user bob@example.com
  Bob:    parsec-spec client invite claim 'parsec3://parsec.example.com/Acme?a=claim_user&p=…'
  Alice:  parsec-spec client invite greet TOKEN

Without a terminal, e.g. in a script of both sides:
  parsec-spec client invite greet TOKEN --profile STANDARD --own-code-file g --code @c --password-stdin < alice.txt
  parsec-spec client invite claim LINK --name Bob --device-label desktop --own-code-file c --code @g --password-stdin < bob.txt
`;

/** Adds `client invite …`, which enrols people and devices. */
export function addInviteVerbs(client: Command): void {
  const invite = client
    .command('invite')
    .description('enrol another person or another device of yours')
    .addHelpText('after', examples);
  addInviting(invite);
  addGreeting(invite);
  asDevice(invite.command('list'))
    .description('the invitations that you may greet')
    .option('--all', 'also those that have ended')
    .action((_options, command) =>
      run<InviteListOptions>(command, async (context, options) =>
        (await import('../invite-list.ts')).inviteList(context, options),
      ),
    );
  asDevice(invite.command('cancel'))
    .description('cancel an invitation')
    .argument('[token]', 'its token, or its link')
    .action((token: string | undefined, _options, command) =>
      run<DeviceOptions>(command, async (context, options) =>
        (await import('../invite-cancel.ts')).inviteCancel(context, token, options),
      ),
    );
}

function addInviting(invite: Command): void {
  const mailing = (command: Command): Command =>
    asDevice(command)
      .option('--mail', 'let the server mail the link')
      .option('--no-mail', 'only print the link');
  mailing(invite.command('user'))
    .description('invite a person by e-mail (administrators)')
    .argument('[email]', 'e-mail address of the person')
    .action((email: string | undefined, _options, command) =>
      run<InviteOptions>(command, async (context, options) =>
        (await import('../invite.ts')).inviteUserByMail(context, email, options),
      ),
    );
  mailing(invite.command('device'))
    .description('invite another device of yours; without --mail no mail is sent')
    .action((_options, command) =>
      run<InviteOptions>(command, async (context, options) =>
        (await import('../invite.ts')).inviteOwnDevice(context, options),
      ),
    );
}

function addGreeting(invite: Command): void {
  withCodes(asDevice(invite.command('greet')))
    .description('compare codes with the claimer of an invitation and enrol it')
    .argument('[token]', 'token of the invitation, or its link; without it a terminal shows the open ones')
    .addOption(
      new Option('--profile <profile>', 'profile of a new user').choices(['ADMIN', 'STANDARD', 'OUTSIDER']),
    )
    .option('--email <address>', 'enrol with this address (default: the invited one)')
    .option('--name <name>', 'enrol with this name (default: the requested one)')
    .option('--device-label <name>', 'name of the device (default: the requested one)')
    .addHelpText('after', examples)
    .action((token: string | undefined, _options, command) =>
      run<GreetOptions>(command, async (context, options) =>
        (await import('../invite-greet.ts')).inviteGreet(context, token, options),
      ),
    );
  withCodes(passwords(invite.command('claim')))
    .description('use the link of an invitation: become a user, or add this device')
    .argument('[link]', 'the link, parsec3://… or https://…/redirect/…')
    .option('--email <address>', 'your e-mail address (default: the invited one)')
    .option('--name <name>', 'your name')
    .option('--device-label <name>', 'name of this device')
    .option('--greeter <address>', 'be greeted by this administrator (default: the first one who joins)')
    .addHelpText('after', examples)
    .action((link: string | undefined, _options, command) =>
      run<ClaimOptions>(command, async (context, options) =>
        (await import('../invite-claim.ts')).inviteClaim(context, link, options),
      ),
    );
}
