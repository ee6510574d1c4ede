import { existsSync } from 'node:fs';
import {
  type Administrator,
  type Claimed,
  type ClaimerPerson,
  claim,
  claimPath,
  type InvitationInfo,
  lookAtInvitation,
  openClaim,
} from '@parsec-spec/reference-client/enrolment';
import { explainClaimed, explainSync } from '@parsec-spec/reference-client/explain';
import { syncCertificates } from '@parsec-spec/reference-client/journeys';
import type { HumanHandlePair } from '@parsec-spec/spec/scalars';
import { type InvitationAddress, parseInvitationUrl } from '@parsec-spec/spec/urls';
import type { Command } from 'commander';
import { CliError } from '../main/cli-error.ts';
import { interruptible, interruptionError } from '../main/interruption.ts';
import { printable } from '../main/printable.ts';
import { cancelledGreeting, codeComparison, requireCode, silenceText } from './code-comparison.ts';
import { type CodeOptions, clearCode } from './code-source.ts';
import { type Context, withSignal } from './context.ts';
import { userAtDevice } from './device-list.ts';
import { journeyError } from './journey-error.ts';
import { authorityLine } from './login.ts';
import { enrolmentExamples, run, withCodes, withPassword } from './options.ts';
import { newPassword, openByPassword, type PasswordSource } from './password.ts';
import {
  linkReader,
  type Question,
  questions,
  RefusedAnswer,
  repeatUntilAccepted,
  valueOrAnswer,
} from './questions.ts';

/** Options of `client invite claim`. */
interface ClaimOptions extends PasswordSource, CodeOptions {
  email?: string;
  name?: string;
  deviceLabel?: string;
  /** E-mail address of the administrator who greets; default: the first one that joins. */
  greeter?: string;
}

const link: Question<InvitationAddress> = {
  question: 'Link of the invitation',
  flag: 'LINK',
  noun: 'an invitation link',
  secret: 'shown',
  read: linkReader('an invitation link', parseInvitationUrl),
};

/** Adds `client invite claim`. */
export function addInviteClaim(invite: Command): void {
  withCodes(withPassword(invite.command('claim')))
    .description('use the link of an invitation: become a user, or add this device')
    .argument('[link]', 'the link, parsec3://… or https://…/redirect/…')
    .option('--email <address>', 'your e-mail address (default: the invited one)')
    .option('--name <name>', 'your name')
    .option('--device-label <name>', 'name of this device')
    .option('--greeter <address>', 'be greeted by this administrator (default: the first one who joins)')
    .addHelpText('after', enrolmentExamples)
    .action((link: string | undefined, _options, command) =>
      run<ClaimOptions>(command, async (context, options) => inviteClaim(context, link, options)),
    );
}

/**
 * `client invite claim [LINK]`: becomes a user, or adds a device, greeted by a member. All other
 * questions come before the greeting, so that the greeter does not wait while the claimer types.
 */
export async function inviteClaim(
  context: Context,
  given: string | undefined,
  options: ClaimOptions,
): Promise<void> {
  requireCode(context, options);
  const { asker, say, folder, environment } = context;
  const { address, info } = await repeatUntilAccepted(context, async (answer) => {
    const typed = await answer(link, given);
    const lookup = await lookAtInvitation(environment, typed);
    if (lookup.outcome === 'seen') return { address: typed, info: lookup.info };
    throw new RefusedAnswer(link, journeyError(lookup.outcome, explainClaimed(lookup)));
  });
  say(welcomed(info, address));
  const handle = info.type === 'USER' ? await handleOf(context, info.claimer_email, options) : undefined;
  const deviceLabel = await valueOrAnswer(questions.deviceLabel, options.deviceLabel, asker);
  const path = await claimPath(environment.crypto, folder, address.token);
  const password = existsSync(path)
    ? await passwordOfClaim(context, path, options)
    : await newPassword(options, asker, say, [...(handle ?? []), address.organization]);
  if (info.type === 'DEVICE') say('Waiting for your other device: on it, run `client invite greet`.');
  clearCode(options);
  const result = await context.cancellation.during(cancelledGreeting, () =>
    interruptible((signal) =>
      claim({
        ...environment,
        address,
        handle,
        deviceLabel,
        password,
        folder,
        person: claimerPerson(withSignal(context, signal), options),
        pace: {
          signal,
          onSilence: (silence) => say(silenceText('claimer', silence)),
          ...(options.wait !== undefined && { waitMs: options.wait }),
        },
      }),
    ),
  );
  if (result.outcome === 'claimed') return report(context, result);
  const explanation = explainClaimed(result);
  const byPerson = (result.outcome === 'unconfirmed' ? result.cause : result).outcome === 'interrupted';
  throw byPerson
    ? interruptionError(explanation.message, explanation.hint)
    : journeyError(result.outcome, explanation);
}

/** The password of the keys that an earlier run of this claim saved. */
async function passwordOfClaim(context: Context, path: string, source: PasswordSource): Promise<string> {
  const { password } = await openByPassword(
    context,
    source,
    'Password that you gave when you started this claim',
    async (given) => ({ password: given, claim: await openClaim(context.environment.crypto, path, given) }),
    ({ claim: tried }) => !tried.ok && tried.reason === 'cannot-be-opened',
  );
  return password;
}

function welcomed(info: InvitationInfo, { organization }: InvitationAddress): string {
  const by = info.created_by.type === 'USER' ? info.created_by.human_handle : undefined;
  const inviter = by === undefined ? '' : ` by ${printable(by[1])} <${printable(by[0])}>`;
  return info.type === 'USER'
    ? `${printable(info.claimer_email)} is invited to ${printable(organization)}${inviter}.`
    : `A further device of ${printable(info.claimer_human_handle[1])} is invited to ${printable(organization)}.`;
}

async function handleOf(
  { asker }: Context,
  invited: string,
  options: ClaimOptions,
): Promise<HumanHandlePair> {
  const email = await valueOrAnswer(questions.email, options.email ?? invited, asker);
  return [email, await valueOrAnswer(questions.name, options.name, asker)];
}

function claimerPerson(context: Context, options: ClaimOptions): ClaimerPerson {
  let greeter = 'the greeter';
  return {
    ...codeComparison(context, options, () => greeter),
    chooseGreeters: async (administrators) => {
      const greeters = await chosenGreeters(context, administrators, options.greeter);
      const [only] = greeters;
      if (greeters.length === 1 && only !== undefined) greeter = nameOf(only);
      context.say(`Waiting for ${greeter}. Talk to each other, e.g. by telephone, while both commands run.`);
      return greeters.map(({ user_id }) => user_id);
    },
  };
}

async function chosenGreeters(
  { asker }: Context,
  administrators: readonly Administrator[],
  wantedGreeter: string | undefined,
): Promise<readonly Administrator[]> {
  if (wantedGreeter !== undefined) {
    const matches = administrators.filter(({ human_handle: [email] }) => email === wantedGreeter);
    if (matches.length > 0) return matches;
    const addresses = administrators.map(({ human_handle: [email] }) => printable(email)).join(', ');
    throw new CliError(
      'bad-option',
      `--greeter ${printable(wantedGreeter)} may not greet`,
      `expected one of ${addresses}`,
    );
  }
  if (asker === undefined || administrators.length < 2) return administrators;
  return asker.choose<readonly Administrator[]>('Who greets you?', [
    ...administrators.map((each) => ({ name: nameOf(each), value: [each] })),
    { name: 'The first one who joins', value: administrators },
  ]);
}

const nameOf = ({ human_handle: [email, name] }: Administrator): string =>
  `${printable(name)} <${printable(email)}>`;

/**
 * Fetches the organization for the first time. The greeter's statements must agree with the
 * certificates of the server.
 */
async function report(context: Context, ended: Extract<Claimed, { outcome: 'claimed' }>): Promise<void> {
  const { device, path, resumed } = ended;
  const session = { ...context.environment, device, store: context.storeOf(device.device_id.hex) };
  const synced = await syncCertificates(session);
  const [email, name] = device.human_handle;
  const profile = synced.outcome === 'synced' ? synced.user.profile : device.initial_profile;
  if (synced.outcome === 'history-refused') throw journeyError(synced.outcome, explainSync(synced));
  const result = {
    organization: device.organization_id,
    server: device.server_url,
    user: { id: device.user_id.hex, email, name, profile },
    device: { id: device.device_id.hex, label: device.device_label, file: path },
    resumed,
    verified: synced.outcome === 'synced',
  };
  const lines = [
    `You are ${userAtDevice(name, device.device_label)} in ${printable(device.organization_id)}, profile ${profile}.`,
    `The device is stored in ${path}.`,
    synced.outcome === 'synced'
      ? 'All certificates of the organization are verified, from the root key on.'
      : `The organization could not be fetched yet: ${printable(explainSync(synced).message)}.`,
    ...(synced.outcome === 'synced' ? authorityLine(synced.view) : []),
    'Log in with: parsec-spec client login',
  ];
  context.print(result, lines.join('\n'));
}
