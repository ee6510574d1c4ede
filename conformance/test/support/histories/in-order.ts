import type { OrganizationCall } from '../../../src/model/calls.ts';

export type Calls = readonly OrganizationCall[];

/**
 * Replaces the times of calls and replies by their positions in one sequence, which are distinct.
 */
export function inOrder(calls: Calls): Calls {
  const events = calls
    .flatMap((call, index) => [
      { at: call.called, index, what: 'called' as const },
      { at: call.returned, index, what: 'returned' as const },
    ])
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at || (a.what === b.what ? a.index - b.index : a.what === 'called' ? -1 : 1));
  const positions = new Map(events.map(({ index, what }, position) => [`${index} ${what}`, position]));
  return calls.map((call, index) => ({
    ...call,
    called: positions.get(`${index} called`) ?? 0,
    returned: positions.get(`${index} returned`) ?? Number.POSITIVE_INFINITY,
  }));
}
