import type { OrganizationCall } from '../../../src/model/calls.ts';
import type { Calls } from './in-order.ts';

export const alice = { user: 'alice', device: 'alice-1' };
export const adam = { user: 'adam', device: 'adam-1' };
export const bob = { user: 'bob', device: 'bob-1' };
export const token = 'zoe@example.com#1';

export type ExampleCall = Pick<OrganizationCall, 'request' | 'called'> & Partial<OrganizationCall>;

/** Completes example calls. Times in ms are equal to the positions. */
export const history = (...calls: ExampleCall[]): Calls =>
  calls.map(({ returned = Number.POSITIVE_INFINITY, ...call }) => ({
    client: 'by' in call.request ? (call.request.by?.device ?? 'claimer') : 'claimer',
    returned,
    calledMs: call.called,
    returnedMs: returned,
    ...call,
  }));

/** Alice revokes Adam, with timestamp 5. */
export const revokesAdam = {
  cmd: 'user_revoke' as const,
  by: alice,
  at: 5,
  user: 'adam',
  email: 'adam@example.com',
};

/** A change by Adam, with a later timestamp. */
export const updateByAdam = {
  cmd: 'user_update' as const,
  by: adam,
  at: 7,
  user: 'bob',
  profile: 'OUTSIDER' as const,
};
