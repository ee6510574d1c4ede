import type { Call, Calls } from './in-order.ts';

export const alice = { user: 'alice', device: 'alice-1' };
export const bob = { user: 'bob', device: 'bob-1' };
export const token = 'zoe@example.com#1';

export type Told = Pick<Call, 'request' | 'called'> & Partial<Call>;

/** Calls at places that are ms too. */
export const history = (...calls: Told[]): Calls =>
  calls.map(({ returned = Number.POSITIVE_INFINITY, ...call }) => ({
    client: 'by' in call.request ? (call.request.by?.device ?? 'claimer') : 'claimer',
    returned,
    calledMs: call.called,
    returnedMs: returned,
    ...call,
  }));
