import fc from 'fast-check';
import type { OrganizationCall, OrganizationRequest } from '../../../src/model/calls.ts';
import { anyRequest } from './any-request.ts';
import { initialState, model } from './example-organization.ts';
import { type Calls, inOrder } from './in-order.ts';
import { Listeners } from './model-listeners.ts';
import { possibleOutcomes } from './possible-outcomes.ts';

/**
 * How long before and after its effect a call is made and answered, how its timestamp differs from
 * the time of its effect, and whether it has a reply and takes effect.
 */
export const timing = fc.record({
  early: fc.nat({ max: 25 }),
  late: fc.nat({ max: 25 }),
  dated: fc.integer({ min: -12, max: 0 }),
  delivery: fc.constantFrom(
    'answered',
    'answered',
    'answered',
    'answered',
    'answered',
    'answered',
    'reply lost',
    'request lost',
  ),
});

export type Timed = { readonly request: OrganizationRequest } & (typeof timing extends fc.Arbitrary<infer T>
  ? T
  : never);

/** Makes the history of requests that take effect one after the other, in overlapping intervals. */
export function makeHistory(timed: readonly Timed[]): Calls {
  let state = initialState;
  const listeners = new Listeners();
  /** Names that replies have shown, and the times of these replies. */
  const shown = [{ name: 'zoe@example.com#1', since: -100 }];
  const calls = timed.map(({ request, early, late, dated, delivery }, index): OrganizationCall => {
    const moment = (index + 1) * 10;
    const named = withKnownNames(
      request,
      shown.filter((one) => one.since < moment - early).map(({ name }) => name),
    );
    const made =
      'listener' in named
        ? listeners.next(state, named)
        : 'at' in named
          ? { ...named, at: Math.max(0, moment + dated) }
          : named;
    const base = {
      client: `client ${index}`,
      request: made,
      called: moment - early,
      returned: moment + late,
      calledMs: moment - early,
      returnedMs: moment + late,
    };
    if (delivery === 'request lost') return { ...base, returned: Number.POSITIVE_INFINITY };
    const outcome = possibleOutcomes(state, made).find(
      (one) => model.step(state, made, one, false) !== undefined,
    );
    if (outcome === undefined) throw new Error(`no outcome for ${JSON.stringify(made)}`);
    state = model.step(state, made, outcome, false) ?? state;
    const names = [outcome.token, outcome.attempt, ...(outcome.invitations ?? []).map((one) => one.token)];
    if (delivery === 'answered')
      for (const name of names) if (name !== undefined) shown.push({ name, since: moment + late });
    return delivery === 'answered' ? { ...base, outcome } : { ...base, returned: Number.POSITIVE_INFINITY };
  });
  return inOrder(calls);
}

/** Replaces the name of a token or attempt that no reply has shown by one that does not exist. */
function withKnownNames(request: OrganizationRequest, shown: readonly string[]): OrganizationRequest {
  const known = (name: string, otherwise: string) => (shown.includes(name) ? name : otherwise);
  if (!('token' in request) || 'listener' in request) return request;
  const { token } = request;
  const made = { ...request, token: known(token, 'nobody@example.com#9') };
  return 'attempt' in made && made.attempt !== undefined
    ? { ...made, attempt: known(made.attempt, 'attempt 9') }
    : made;
}

/** Generates histories that some order explains. */
export const linearizableHistory = (minLength: number, maxLength: number): fc.Arbitrary<Calls> =>
  fc
    .array(fc.tuple(anyRequest, timing), { minLength, maxLength, size: 'max' })
    .map((list) => makeHistory(list.map(([request, times]) => ({ request, ...times }))));
