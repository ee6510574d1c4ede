import type { Exchange } from '../exchange/index.ts';
import { freshAddress, hall, type Invitation, inviteUser } from '../invitations/index.ts';
import type { Judge, Member } from '../judge/index.ts';
import type { Id } from '../wire/index.ts';
import type { Half, Role } from './halves.ts';
import { claimerSide, greeterSide, type Side, start } from './side.ts';

/** Both sides of a greeting. */
export interface Pair {
  readonly greeter: Side;
  readonly claimer: Side;
}

/**
 * A greeting member and the claimer that holds the invitation. The halves that they submit are
 * random unless given.
 */
export const pairOf = (
  judge: Judge,
  greeter: Member,
  invitation: Invitation,
  halves: Partial<Readonly<Record<Role, readonly Half[]>>> = {},
): Pair => ({
  greeter: greeterSide(judge, greeter, invitation, halves.greeter),
  claimer: claimerSide(judge, invitation, greeter.person.userId, halves.claimer),
});

/** The other side. */
export const peerOf = (pair: Pair, { role }: Side): Side =>
  role === 'greeter' ? pair.claimer : pair.greeter;

/** The field of a reply that holds the other side's half. */
export const heardField = (role: Role): string => (role === 'greeter' ? 'claimer_step' : 'greeter_step');

/** Both sides start. Returns the attempt that they share. */
export async function join(judge: Judge, { greeter, claimer }: Pair): Promise<Id> {
  const attempt = await start(judge, greeter);
  judge.expect.equal(await start(judge, claimer), attempt, 'the attempt of the claimer');
  return attempt;
}

/**
 * Both sides go through the steps from `begin` (inclusive) to `end` (exclusive); 9 means all of
 * them.
 */
export async function walk(judge: Judge, pair: Pair, attempt: Id, end: number, begin = 0): Promise<void> {
  for (let step = begin; step < end; step += 1) {
    const first = await pair.claimer.step(attempt, step);
    judge.expect.reply(first, 'not_ready', `step ${step} of the claimer`);
    await hear(judge, pair, 'greeter', attempt, step);
  }
}

/**
 * Submits the own half of a step, and asserts that the reply has the other side's half, byte for
 * byte.
 */
export async function hear(
  judge: Judge,
  pair: Pair,
  role: Role,
  attempt: Id,
  step: number,
  what = `step ${step} of the ${role}`,
): Promise<Exchange> {
  const side = pair[role];
  const answer = await side.step(attempt, step);
  const reply = judge.expect.reply(answer, 'ok', what);
  judge.expect.says(reply[heardField(role)], peerOf(pair, side).halves[step], `what ${what} hears`, answer);
  return answer;
}

/**
 * Members of the shared organization, an invitation by alice, and both sides of its greeting with
 * her.
 */
export async function invitedPair(judge: Judge, halves?: Parameters<typeof pairOf>[3]) {
  const people = await hall(judge);
  const invitation = await inviteUser(judge, people.alice, freshAddress(judge));
  return { ...people, invitation, pair: pairOf(judge, people.alice, invitation, halves) };
}

/** The same, after both sides have joined and completed the steps before `end`. */
export async function greetingAt(judge: Judge, end: number, halves?: Parameters<typeof pairOf>[3]) {
  const begun = await invitedPair(judge, halves);
  const attempt = await join(judge, begun.pair);
  await walk(judge, begun.pair, attempt, end);
  return { ...begun, attempt };
}
