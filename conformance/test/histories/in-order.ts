import type { History, Operation } from '../../src/histories/index.ts';
import type { OrganizationOutcome, OrganizationRequest } from '../../src/histories/organization/index.ts';

export type Call = Operation<OrganizationRequest, OrganizationOutcome>;
export type Calls = History<OrganizationRequest, OrganizationOutcome>;

/** The same calls with places in the order of events instead of times, so that no two are one. */
export function inOrder(calls: Calls): Calls {
  const events = calls
    .flatMap((call, index) => [
      { at: call.called, index, what: 'called' as const },
      { at: call.returned, index, what: 'returned' as const },
    ])
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at || (a.what === b.what ? a.index - b.index : a.what === 'called' ? -1 : 1));
  const places = new Map(events.map(({ index, what }, place) => [`${index} ${what}`, place]));
  return calls.map((call, index) => ({
    ...call,
    called: places.get(`${index} called`) ?? 0,
    returned: places.get(`${index} returned`) ?? Number.POSITIVE_INFINITY,
  }));
}
