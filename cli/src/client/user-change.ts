import type { KnownUser } from '@parsec-spec/reference-client/certificates';
import { outsidersAllowed } from '@parsec-spec/reference-client/events';
import { explainMember, noOutsiders } from '@parsec-spec/reference-client/explain';
import type { Session } from '@parsec-spec/reference-client/journeys';
import {
  findMember,
  type MemberChanged,
  revokeUser,
  setProfile,
} from '@parsec-spec/reference-client/members';
import { userProfile, userProfiles } from '@parsec-spec/spec/scalars';
import type { Command } from 'commander';
import { CliError } from '../main/cli-error.ts';
import { interruptionError } from '../main/interruption.ts';
import { printable } from '../main/printable.ts';
import type { Context } from './context.ts';
import { journeyError } from './journey-error.ts';
import { type DeviceOptions, openSession, syncView } from './open-device.ts';
import { run, withDevice } from './options.ts';
import { type Question, RefusedAnswer, repeatUntilAccepted, valueOrAnswer } from './questions.ts';

/** Options of `client user revoke`. */
interface RevokeOptions extends DeviceOptions {
  yes?: boolean;
}

const userQuestion: Question<string> = {
  question: 'E-mail address of the user, or the first digits of the user id (four or more)',
  flag: 'USER',
  noun: 'a user',
  read: (text) =>
    text.trim() === '' ? { ok: false, expected: 'an address or digits' } : { ok: true, value: text.trim() },
};

const profileQuestion = {
  question: `New profile: ${userProfiles.join(', ')}`,
  flag: 'PROFILE',
  noun: 'a profile',
  read: (text: string) => userProfile(text.trim().toUpperCase()),
};

/** Adds `client user revoke` and `client user set-profile`. */
export function addUserChanges(user: Command): void {
  withDevice(user.command('revoke'))
    .description('revoke a user permanently, with all devices (administrators)')
    .argument('[user]', 'e-mail address, or first digits of the user id')
    .option('--yes', 'do not ask for confirmation; required in a script')
    .action((name: string | undefined, _options, command) =>
      run<RevokeOptions>(command, async (context, options) => userRevoke(context, name, options)),
    );
  withDevice(user.command('set-profile'))
    .description('change the profile of a user (administrators)')
    .argument('[user]', 'e-mail address, or first digits of the user id')
    .argument('[profile]', 'ADMIN, STANDARD or OUTSIDER')
    .action((name: string | undefined, profile: string | undefined, _options, command) =>
      run<DeviceOptions>(command, async (context, options) =>
        userSetProfile(context, name, profile, options),
      ),
    );
}

/** `client user revoke [USER]`: revokes a user permanently. */
export async function userRevoke(
  context: Context,
  given: string | undefined,
  options: RevokeOptions,
): Promise<void> {
  if (context.asker === undefined) await valueOrAnswer(userQuestion, given, undefined);
  if (options.yes !== true && context.asker === undefined)
    throw new CliError(
      'missing-option',
      '--yes is missing: without a terminal the revocation cannot be confirmed by a question',
      'give it, or run in a terminal to be asked',
    );
  const { session, user } = await pickedMember(context, options, given);
  const question = `Revoke ${nameOf(user)} permanently, with all devices?`;
  if (
    options.yes !== true &&
    context.asker !== undefined &&
    !(await context.asker.confirm(question, false))
  ) {
    throw interruptionError('Cancelled. No user was revoked.', '');
  }
  requireDone(await context.cancellation.sending(findOut, () => revokeUser(session, user.id)));
  const { view } = await syncView(session);
  const revokedOn = view.users.get(user.id.hex)?.revokedOn;
  context.print(
    { ...factsOf(user), revoked_on: revokedOn === undefined ? null : String(revokedOn) },
    `${nameOf(user)} is revoked with all devices. The address can be invited again.`,
  );
}

/** `client user set-profile [USER] [PROFILE]`. */
export async function userSetProfile(
  context: Context,
  given: string | undefined,
  givenProfile: string | undefined,
  options: DeviceOptions,
): Promise<void> {
  if (context.asker === undefined) await valueOrAnswer(userQuestion, given, undefined);
  if (context.asker === undefined || givenProfile !== undefined)
    await valueOrAnswer(profileQuestion, givenProfile, undefined);
  const { session, user } = await pickedMember(context, options, given);
  const profile = await valueOrAnswer(profileQuestion, givenProfile, context.asker);
  if (profile === 'OUTSIDER') await requireOutsidersAllowed(session);
  requireDone(await context.cancellation.sending(findOut, () => setProfile(session, user.id, profile)));
  await syncView(session);
  context.print(
    { ...factsOf(user), profile, before: user.profile },
    `${nameOf(user)} was ${user.profile} and is now ${profile}.`,
  );
}

const findOut = '`client user list` shows whether it was done';

/** Opens the device and finds the user. */
function pickedMember(
  context: Context,
  options: DeviceOptions,
  given: string | undefined,
): Promise<{ session: Session; user: KnownUser }> {
  let session: Session | undefined;
  return repeatUntilAccepted(context, async (answer) => {
    const name = await answer(userQuestion, given);
    session ??= await openSession(context, options);
    return { session, user: await member(session, name) };
  });
}

async function member(session: Session, name: string): Promise<KnownUser> {
  const { view } = await syncView(session);
  const match = findMember(view, name);
  if (match.ok) return match.user;
  const message =
    match.reason === 'none'
      ? `no user has the e-mail address or id ${printable(name)}`
      : `several user ids start with ${printable(name)}`;
  throw new RefusedAnswer(
    userQuestion,
    new CliError('no-user', message, '`client user list` shows the users'),
  );
}

function requireDone(ended: MemberChanged): void {
  if (ended.outcome !== 'done') throw journeyError(ended.outcome, explainMember(ended));
}

const nameOf = ({ handle, id }: KnownUser): string =>
  handle === null ? id.hex.slice(0, 8) : `${printable(handle[1])} <${printable(handle[0])}>`;

const factsOf = ({ id, handle, profile }: KnownUser) => ({
  id: id.hex,
  email: handle?.[0] ?? null,
  name: handle?.[1] ?? null,
  profile,
});

/**
 * Refuses the profile OUTSIDER if the organization does not allow it. The server leaves the check
 * to its clients (USER-17).
 */
async function requireOutsidersAllowed(session: Session): Promise<void> {
  if (!(await outsidersAllowed(session))) throw journeyError('no-outsiders', noOutsiders);
}
