import type { Exchange } from '../exchange/index.ts';
import type { Invitation } from '../invitations/index.ts';
import type { Judge, Member } from '../judge/index.ts';
import type { Id } from '../wire/index.ts';
import type { Role } from './halves.ts';
import { claimerSide, greeterSide, type Side, start } from './side.ts';

/** Both sides of a greeting. */
export interface Pair {
  readonly greeter: Side;
  readonly claimer: Side;
}

/** A member who greets, and who holds the invitation. */
export const pairOf = (judge: Judge, greeter: Member, invitation: Invitation): Pair => ({
  greeter: greeterSide(judge, greeter, invitation),
  claimer: claimerSide(judge, invitation, greeter.person.userId),
});

/** The side opposite. */
export const peerOf = (pair: Pair, { role }: Side): Side =>
  role === 'greeter' ? pair.claimer : pair.greeter;

/** The field of a reply that holds the other side's half. */
export const heardField = (role: Role): string => (role === 'greeter' ? 'claimer_step' : 'greeter_step');

/** Both start: the attempt that they share. */
export async function join(judge: Judge, { greeter, claimer }: Pair): Promise<Id> {
  const attempt = await start(judge, greeter);
  judge.expect.equal(await start(judge, claimer), attempt, 'the attempt of the claimer');
  return attempt;
}

/** Both walk through the steps before `end`, 9 for all of them. */
export async function walk(judge: Judge, pair: Pair, attempt: Id, end: number): Promise<void> {
  for (let step = 0; step < end; step += 1) {
    const first = await pair.claimer.step(attempt, step);
    judge.expect.reply(first, 'not_ready', `step ${step} of the claimer`);
    await hear(judge, pair, 'greeter', attempt, step);
  }
}

/** Submits the own half of a step and must hear the other side's, byte for byte. */
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
  judge.expect.equal(reply[heardField(role)], peerOf(pair, side).halves[step], `what ${what} hears`, answer);
  return answer;
}
