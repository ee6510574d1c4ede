import {
  type AskedUser,
  type GrantedUser,
  type Greeted,
  type GreeterPerson,
  greet,
} from '@parsec-spec/reference-client/enrolment';
import { explainGreeted } from '@parsec-spec/reference-client/explain';
import {
  deviceLabel,
  emailAddress,
  humanLabel,
  type UserProfile,
  userProfiles,
  visible,
} from '@parsec-spec/spec/scalars';
import { type Command, Option } from 'commander';
import { CliError } from '../main/cli-error.ts';
import { interruptible, interruptionError } from '../main/interruption.ts';
import { printable } from '../main/printable.ts';
import { cancelledGreeting, codeComparison, requireCode, silenceText } from './code-comparison.ts';
import { type CodeOptions, clearCode } from './code-source.ts';
import { type Context, withSignal } from './context.ts';
import { userAtDevice } from './device-list.ts';
import { invitationToken, pickInvitation, tokenHex } from './invitations.ts';
import { journeyError } from './journey-error.ts';
import { type DeviceOptions, openSession } from './open-device.ts';
import { enrolmentExamples, run, withCodes, withDevice } from './options.ts';

/** Options of `client invite greet`, by which the greeter overrides the newcomer's requests. */
interface GreetOptions extends DeviceOptions, CodeOptions {
  profile?: UserProfile;
  email?: string;
  name?: string;
  deviceLabel?: string;
}

/** Adds `client invite greet`. */
export function addInviteGreet(invite: Command): void {
  withCodes(withDevice(invite.command('greet')))
    .description('compare codes with the claimer of an invitation and enrol them')
    .argument('[token]', 'token of the invitation, or its link; without it a terminal shows the open ones')
    .addOption(
      new Option('--profile <profile>', 'profile of a new user').choices(['ADMIN', 'STANDARD', 'OUTSIDER']),
    )
    .option('--email <address>', 'enrol with this address (default: the invited one)')
    .option('--name <name>', 'enrol with this name (default: the requested one)')
    .option('--device-label <name>', 'name of the device (default: the requested one)')
    .addHelpText('after', enrolmentExamples)
    .action((token: string | undefined, _options, command) =>
      run<GreetOptions>(command, async (context, options) => inviteGreet(context, token, options)),
    );
}

/**
 * `client invite greet [TOKEN]`: compares codes with the claimer of an invitation and enrols it.
 * Without a token the greeter chooses an open invitation from a list.
 */
export async function inviteGreet(
  context: Context,
  given: string | undefined,
  options: GreetOptions,
): Promise<void> {
  requireCode(context, options);
  const { asker } = context;
  // A wrong token is reported before the question for the password. A list of invitations needs the
  // password first.
  const named = given !== undefined || asker === undefined ? await invitationToken(given, asker) : asker;
  const session = await openSession(context, options);
  const token = named instanceof Uint8Array ? named : await pickInvitation(session, named);
  context.say(
    'Waiting for the other person. Talk to each other, e.g. by telephone, while both commands run.',
  );
  clearCode(options);
  const result = await context.cancellation.during(cancelledGreeting, () =>
    interruptible((signal) =>
      greet({
        session,
        token,
        person: greeterPerson(withSignal(context, signal), options),
        pace: {
          signal,
          onSilence: (silence) => context.say(silenceText('greeter', silence)),
          ...(options.wait !== undefined && { waitMs: options.wait }),
        },
      }),
    ),
  );
  if (result.outcome === 'greeted') return report(context, result, token);
  const explanation = explainGreeted(result);
  throw result.outcome === 'interrupted'
    ? interruptionError(explanation.message, explanation.hint)
    : journeyError(result.outcome, explanation);
}

function greeterPerson(context: Context, options: GreetOptions): GreeterPerson {
  return {
    ...codeComparison(context, options, () => 'the newcomer'),
    admitUser: (asked, signal) => decided(withSignal(context, signal), asked, options),
    admitDevice: async ({ deviceLabel: asked }, signal) => {
      const label =
        options.deviceLabel === undefined
          ? asked
          : read(visible(deviceLabel)(options.deviceLabel), '--device-label');
      const { asker } = withSignal(context, signal);
      if (
        asker !== undefined &&
        !(await asker.confirm(`Add the device ${printable(label)} to your user?`, true))
      )
        return undefined;
      return { deviceLabel: label };
    },
  };
}

/**
 * Decides the name, address and profile of the newcomer, by options or by questions. Without
 * `--email` the invited address counts.
 */
async function decided(
  { asker, say }: Context,
  asked: AskedUser,
  options: GreetOptions,
): Promise<GrantedUser | undefined> {
  const [askedEmail, askedName] = asked.handle;
  const email = options.email === undefined ? asked.invited : read(emailAddress(options.email), '--email');
  const name = options.name === undefined ? askedName : read(visible(humanLabel)(options.name), '--name');
  const label =
    options.deviceLabel === undefined
      ? asked.deviceLabel
      : read(visible(deviceLabel)(options.deviceLabel), '--device-label');
  if (askedEmail !== email) {
    say(
      `The newcomer asks for the address ${printable(askedEmail)} and will be enrolled as ${printable(email)}.`,
    );
  }
  const granted = { handle: [email, name], deviceLabel: label } as const;
  if (options.profile !== undefined) return { ...granted, profile: options.profile };
  if (asker === undefined)
    throw new CliError('missing-option', '--profile is missing', `give one of ${userProfiles.join(', ')}`);
  say(`${printable(name)} <${printable(email)}> wants to join, with the device ${printable(label)}.`);
  const profile = await asker.choose<UserProfile | undefined>(`Which profile for ${printable(name)}?`, [
    { name: 'STANDARD: works with all users', value: 'STANDARD' },
    { name: 'ADMIN: also manages users', value: 'ADMIN' },
    { name: 'OUTSIDER: works with some users, without seeing names', value: 'OUTSIDER' },
    { name: 'None: refuse the newcomer', value: undefined },
  ]);
  return profile && { ...granted, profile };
}

function read<T>(scalar: { ok: true; value: T } | { ok: false; expected: string }, flag: string): T {
  if (scalar.ok) return scalar.value;
  throw new CliError('bad-option', `${flag} is not valid`, `expected ${scalar.expected}`);
}

function report(context: Context, ended: Extract<Greeted, { outcome: 'greeted' }>, token: Uint8Array): void {
  const { newcomer, type, completed, knownBefore } = ended;
  const { userId, deviceId, handle, deviceLabel: label, profile } = newcomer;
  const [email, name] = handle;
  const lines = [
    `${userAtDevice(name, label)} <${printable(email)}> is enrolled with the profile ${profile}.`,
    ...(knownBefore ? ['An earlier greeting had enrolled them; it is now finished.'] : []),
    ...(completed
      ? []
      : [`The invitation could not be closed: parsec-spec client invite cancel ${tokenHex(token)}`]),
  ];
  context.print(
    {
      type,
      user: { id: userId.hex, email, name, profile },
      device: { id: deviceId.hex, label },
      invitation: { token: tokenHex(token), completed },
      known_before: knownBefore,
    },
    lines.join('\n'),
  );
}
