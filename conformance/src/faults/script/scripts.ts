import type { Step } from '../script-context.ts';
import { create, expire, freeze, limit, noOutsiders, noTerms, revive } from './administration.ts';
import { greet } from './greeting.ts';
import { endInvitation, invite } from './invitations.ts';
import { accept, addDevice, bootstrap, enrol, revoke, setProfile } from './members.ts';

/** A typical journey: link, organization, invitation, greeting, and a device that calls. */
export const journey: readonly Step[] = [
  create,
  bootstrap,
  invite('bob'),
  ...greet('bob'),
  enrol('alice', 'bob'),
  endInvitation('bob', 'FINISHED'),
];

/**
 * The whole life of an organization from its creation, with each acknowledged change at least once.
 */
export const wholeLife: readonly Step[] = [
  ...journey,
  addDevice('bob'),
  invite(null),
  endInvitation(null, 'CANCELLED'),
  enrol('alice', 'zoe', 'OUTSIDER'),
  setProfile('alice', 'bob', 'ADMIN'),
  enrol('bob', 'dave'),
  invite('carol'),
  endInvitation('carol', 'CANCELLED'),
  invite('carol'),
  limit,
  accept('alice'),
  accept('bob'),
  noTerms,
  freeze('zoe'),
  freeze('zoe', false),
  freeze('dave'),
  revoke('bob', 'zoe'),
  noOutsiders,
  expire,
  revive,
  setProfile('alice', 'bob', 'STANDARD'),
];

/** The same without the expired period. */
export const unexpiredLife: readonly Step[] = wholeLife.filter((step) => step !== expire && step !== revive);

/** An organization that expires and is reactivated. */
export const expiry: readonly Step[] = [create, bootstrap, enrol('alice', 'bob'), expire, revive];

/** Steps that each add state and need nothing but an organization. For faults during the run. */
export const growth: readonly Step[] = [
  create,
  bootstrap,
  invite('bob'),
  enrol('alice', 'bob'),
  addDevice('bob'),
  invite('carol'),
  limit,
  accept('alice'),
  accept('bob'),
  noTerms,
  enrol('alice', 'dave'),
  setProfile('alice', 'bob', 'ADMIN'),
  freeze('dave'),
  revoke('bob', 'dave'),
  noOutsiders,
];

/** Requests of every kind, as few as possible. For a fault at each of them. */
export const everyKind: readonly Step[] = [
  create,
  bootstrap,
  invite('bob'),
  ...greet('bob', 1),
  endInvitation('bob', 'CANCELLED'),
  invite(null),
  endInvitation(null, 'FINISHED'),
  ...growth.slice(3),
];
