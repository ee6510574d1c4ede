import type { Call } from './call.ts';
import { calls } from './calls.ts';
import type { Company, Place } from './company.ts';
import type { Lot } from './theme.ts';

/** A move of a greeting by either side, by lot: on the attempts told last, at the first steps or where others stand. */
export function nextGreeting(company: Company, place: Place, from: Lot): Call {
  const { inviteUser, greet } = calls(company);
  const token = from([...company.tokens].filter((name) => name.includes('@')).slice(-2), '');
  if (token === '') return inviteUser(place, 'zoe@example.com');
  const { user: greeter } = place.caller;
  const where = { token, greeter };
  const side = from([place, undefined], place);
  const attempt = from(
    company.attempts.filter((one) => one.token === token && one.greeter === greeter).slice(-2),
    undefined,
  );
  if (attempt === undefined) return greet(where, side, { move: 'start' });
  const step = from([0, 0, attempt.step, attempt.step, attempt.step + 1], 0);
  const acts: readonly (() => Call)[] = [
    () => greet(where, side, { move: 'step', attempt: attempt.name, step: Math.min(step, 8) }),
    () => greet(where, side, { move: 'step', attempt: attempt.name, step: Math.min(attempt.step, 8) }),
    () => greet(where, side, { move: 'step', attempt: attempt.name, step: Math.min(attempt.step, 8) }),
    () => greet(where, side, { move: 'step', attempt: attempt.name, step: Math.min(attempt.step, 8) }),
    () => greet(where, side, { move: 'start' }),
    () => greet(where, side, { move: 'cancel', attempt: attempt.name, reason: 'MANUALLY_CANCELLED' }),
  ];
  return from(acts, () => greet(where, side, { move: 'start' }))();
}
