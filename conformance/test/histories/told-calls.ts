import type { Call, Calls } from './in-order.ts';

export const alice = { user: 'alice', device: 'alice-1' };
export const adam = { user: 'adam', device: 'adam-1' };
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

/** Alice revokes adam at 5; when that is called, and what comes of it, is for a test to say. */
export const revokesAdam = {
  cmd: 'user_revoke' as const,
  by: alice,
  at: 5,
  user: 'adam',
  email: 'adam@example.com',
};

/** What adam does nevertheless, by its date later. */
export const updateByAdam = {
  cmd: 'user_update' as const,
  by: adam,
  at: 7,
  user: 'bob',
  profile: 'OUTSIDER' as const,
};
