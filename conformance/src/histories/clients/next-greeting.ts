import type { Call } from './call.ts';
import { calls } from './calls.ts';
import type { Company, Place } from './company.ts';
import type { Lot } from './lot.ts';

/** Several: that all ask for one at once makes the search long, and tells no more. */
const guests = ['vera', 'walt', 'xenia', 'yves', 'zoe'].map((name) => `${name}@example.com`);

/** A move of a greeting by either side, by lot: on the attempts told last, mostly at the step where they stand. */
export function nextGreeting(company: Company, place: Place, from: Lot): Call {
  const { inviteUser, greet } = calls(company);
  const token = from([...company.living].slice(-3), '');
  if (token === '') return inviteUser(place, from(guests, 'zoe@example.com'));
  const known = company.attempts.filter((one) => company.living.has(one.token)).slice(-3);
  const attempt = from([...known, ...known, undefined], undefined);
  const where = attempt ?? { token, greeter: place.caller.user };
  const own = [...company.devices.values()].filter(({ caller }) => caller.user === where.greeter);
  const greets = from([true, false], true);
  const side = greets ? from(own, place) : undefined;
  const start = () => greet(where, side, { move: 'start' });
  if (attempt === undefined) return start();
  const { name, step } = attempt;
  const go = (to: number) => () => greet(where, side, { move: 'step', attempt: name, step: Math.min(to, 8) });
  const goOn = Array<() => Call>(12).fill(go(step));
  const cancel = () => greet(where, side, { move: 'cancel', attempt: name, reason: 'MANUALLY_CANCELLED' });
  return from([...goOn, go(0), go(step + 1), start, start, cancel], start)();
}
