import { asRule } from '../../judge/failure.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import type { Author, CallChange } from '../../judge/rpc.ts';
import { type Half, halvesOf, type Role } from '../../people/greeting-steps.ts';
import type { Exchange } from '../../wire/exchange.ts';
import { type Fields, Id, type Instant } from '../../wire/values.ts';
import { expectRecent } from '../matchers/timestamps.ts';
import { freshAddress, invitationOrganization } from '../organizations/invitation-organization.ts';
import { type Invitation, inviteUser } from './invitations.ts';

/** Both sides of a greeting. */
export interface Pair {
  readonly greeter: GreetingSide;
  readonly claimer: GreetingSide;
}

/** Makes both sides of a greeting. The halves that they submit are random unless given. */
export const pairOf = (
  judge: Judge,
  greeter: Member,
  invitation: Invitation,
  halves: Partial<Readonly<Record<Role, readonly Half[]>>> = {},
): Pair => ({
  greeter: greeterSide(judge, greeter, invitation, halves.greeter),
  claimer: claimerSide(judge, invitation, greeter.person.userId, halves.claimer),
});

/** The peer of a side. */
const peerOf = (pair: Pair, { role }: GreetingSide): GreetingSide =>
  role === 'greeter' ? pair.claimer : pair.greeter;

/** The field of a reply that contains the half of the peer. */
export const peerStepField = (role: Role): string => (role === 'greeter' ? 'claimer_step' : 'greeter_step');

/** Starts both sides. Returns the attempt that they share. */
export async function joinAttempt(judge: Judge, { greeter, claimer }: Pair): Promise<Id> {
  const attempt = await start(judge, greeter);
  judge.expect.equal(await start(judge, claimer), attempt, 'the attempt of the claimer');
  return attempt;
}

/**
 * Makes the steps from `begin` (inclusive) to `end` (exclusive) on both sides. The last step is 8.
 */
export async function completeSteps(
  judge: Judge,
  pair: Pair,
  attempt: Id,
  end: number,
  begin = 0,
): Promise<void> {
  for (let step = begin; step < end; step += 1) {
    const first = await pair.claimer.step(attempt, step);
    judge.expect.reply(first, 'not_ready', `step ${step} of the claimer`);
    await expectPeerStep(judge, pair, 'greeter', attempt, step);
  }
}

/** Submits the half of a side, and asserts that the reply contains the half of its peer. */
export async function expectPeerStep(
  judge: Judge,
  pair: Pair,
  role: Role,
  attempt: Id,
  step: number,
  what = `step ${step} of the ${role}`,
): Promise<Exchange> {
  const makeSide = pair[role];
  const answer = await makeSide.step(attempt, step);
  const reply = judge.expect.reply(answer, 'ok', what);
  const half = peerOf(pair, makeSide).halves[step] ?? { step: 'none' };
  await expectHalf(judge, reply[peerStepField(role)], half, `the half of the peer in ${what}`, answer);
  return answer;
}

/** Asserts that a reply contains a half. Its word is a rule of its own. */
export async function expectHalf(
  judge: Judge,
  field: unknown,
  half: Half,
  what: string,
  answer: Exchange,
): Promise<void> {
  await judge.under(half.step === '5' ? 'greeting/step-5-is-5' : 'greeting/step-words', () =>
    judge.expect.hasFields(field, { step: half.step }, `the word of ${what}`, answer),
  );
  judge.expect.hasFields(field, half, what, answer);
}

/**
 * Invites a user as alice in a shared organization, and makes both sides of the greeting with her.
 */
export async function invitedPair(judge: Judge, halves?: Parameters<typeof pairOf>[3]) {
  const people = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, people.alice, freshAddress(judge));
  return { ...people, invitation, pair: pairOf(judge, people.alice, invitation, halves) };
}

/** Like {@link invitedPair}, after both sides have joined and made the steps before `end`. */
export async function greetingAt(judge: Judge, end: number, halves?: Parameters<typeof pairOf>[3]) {
  const begun = await invitedPair(judge, halves);
  const attempt = await joinAttempt(judge, begun.pair);
  await completeSteps(judge, begun.pair, attempt, end);
  return { ...begun, attempt };
}

/** One side of a greeting. Each method sends one command. */
export interface GreetingSide {
  readonly role: Role;
  /** The halves for steps 0 to 8. */
  readonly halves: readonly Half[];
  /** Sends the start. A second start begins a new attempt. */
  startAttempt(options?: CallChange): Promise<Exchange>;
  /** Submits a half: a number means the half of this side for that step. */
  step(attempt: Id, half: number | Half, options?: CallChange): Promise<Exchange>;
  cancel(attempt: Id, reason?: string, options?: CallChange): Promise<Exchange>;
}

/** The seven reasons with which a side may cancel an attempt. */
export const cancelReasons = [
  'MANUALLY_CANCELLED',
  'INVALID_NONCE_HASH',
  'INVALID_SAS_CODE',
  'UNDECIPHERABLE_PAYLOAD',
  'UNDESERIALIZABLE_PAYLOAD',
  'INCONSISTENT_PAYLOAD',
  'AUTOMATICALLY_CANCELLED',
] as const;

/** The name of a command, such as `invite_greeter_step`. */
const command = (role: Role, what: string) => `invite_${role}_${what}`;

type SendCommand = (message: Fields, options?: CallChange) => Promise<Exchange>;

/** `startFields`: the fields of the start, which name the invitation or the greeter. */
function side(role: Role, startFields: Fields, halves: readonly Half[], send: SendCommand): GreetingSide {
  const own = (number: number): Half => halves[number] ?? { step: `no step ${number}` };
  return {
    role,
    halves,
    startAttempt: (options) =>
      send({ cmd: command(role, 'start_greeting_attempt'), ...startFields }, options),
    step: (greeting_attempt, half, options) =>
      send(
        {
          cmd: command(role, 'step'),
          greeting_attempt,
          [`${role}_step`]: typeof half === 'number' ? own(half) : half,
        },
        options,
      ),
    cancel: (greeting_attempt, reason = 'MANUALLY_CANCELLED', options) =>
      send({ cmd: command(role, 'cancel_greeting_attempt'), greeting_attempt, reason }, options),
  };
}

/** The greeter's side, on one device of a member. */
export const greeterSide = (
  judge: Judge,
  author: Author,
  { token }: Invitation,
  halves = halvesOf('greeter', judge.random),
): GreetingSide =>
  side('greeter', { token }, halves, (message, options) => judge.rpc.authenticated(author, message, options));

/** The claimer's side. `greeter`: the user who greets. */
export const claimerSide = (
  judge: Judge,
  { organization, hex }: Invitation,
  greeter: Id,
  halves = halvesOf('claimer', judge.random),
): GreetingSide =>
  side('claimer', { greeter }, halves, (message, options) =>
    judge.rpc.invited(organization, hex, message, options),
  );

/** The attempt in the reply `ok` to a start. */
export function attemptIn(judge: Judge, answer: Exchange, what = 'the start'): Id {
  const { greeting_attempt } = judge.expect.reply(answer, 'ok', what);
  if (greeting_attempt instanceof Id) return greeting_attempt;
  return asRule(['greeting/both-get-one-attempt'], () =>
    judge.fail(
      `${what} returns no attempt`,
      'greeting_attempt: an identifier (msgpack ext type 2)',
      String(greeting_attempt),
      answer,
    ),
  );
}

/** Starts a side, and asserts that it is served. */
export const start = async (judge: Judge, { role, ...own }: GreetingSide): Promise<Id> =>
  attemptIn(judge, await own.startAttempt(), `the start of the ${role}`);

/**
 * Asserts that an answer has this status and reports the cancellation of an attempt.
 *
 * @param expected - origin and reason of the cancellation
 * @param by - when the cancellation was sent; the reported time must not be earlier
 * @returns the reported time
 */
export function expectCancelled(
  judge: Judge,
  answer: Exchange,
  status: string,
  expected: readonly [string, string],
  by: Instant,
) {
  const what = `${answer.request.target} after the cancellation`;
  const fields = judge.expect.reply(answer, status, what);
  judge.expect.equal([fields.origin, fields.reason], expected, `origin and reason in ${what}`, answer);
  const at = judge.expect.instant(fields, 'timestamp', answer);
  expectRecent(judge, at, by, 'the time of the cancellation', answer);
  return at;
}
