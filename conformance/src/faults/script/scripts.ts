import type { Step } from '../script-context.ts';
import {
  create,
  expire,
  freeze,
  setLimit,
  forbidOutsiders,
  withdrawTerms,
  unexpire,
} from './administration.ts';
import { greet } from './greeting.ts';
import { endInvitation, invite } from './invitations.ts';
import { accept, addDevice, bootstrap, enrol, revoke, setProfile } from './members.ts';

/** A typical journey: link, organization, invitation, greeting, and a device that calls. */
export const enrolmentScript: readonly Step[] = [
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
export const fullScript: readonly Step[] = [
  ...enrolmentScript,
  addDevice('bob'),
  invite(null),
  endInvitation(null, 'CANCELLED'),
  enrol('alice', 'zoe', 'OUTSIDER'),
  setProfile('alice', 'bob', 'ADMIN'),
  enrol('bob', 'dave'),
  invite('carol'),
  endInvitation('carol', 'CANCELLED'),
  invite('carol'),
  setLimit,
  accept('alice'),
  accept('bob'),
  withdrawTerms,
  freeze('zoe'),
  freeze('zoe', false),
  freeze('dave'),
  revoke('bob', 'zoe'),
  forbidOutsiders,
  expire,
  unexpire,
  setProfile('alice', 'bob', 'STANDARD'),
];

/** The same without the expired period. */
export const fullScriptWithoutExpiry: readonly Step[] = fullScript.filter(
  (step) => step !== expire && step !== unexpire,
);

/** An organization that expires and is reactivated. */
export const expiryScript: readonly Step[] = [create, bootstrap, enrol('alice', 'bob'), expire, unexpire];

/** Steps that each add state and need nothing but an organization. For faults during the run. */
export const growthScript: readonly Step[] = [
  create,
  bootstrap,
  invite('bob'),
  enrol('alice', 'bob'),
  addDevice('bob'),
  invite('carol'),
  setLimit,
  accept('alice'),
  accept('bob'),
  withdrawTerms,
  enrol('alice', 'dave'),
  setProfile('alice', 'bob', 'ADMIN'),
  freeze('dave'),
  revoke('bob', 'dave'),
  forbidOutsiders,
];

/** Requests of every kind, as few as possible. For a fault at each of them. */
export const everyRequestScript: readonly Step[] = [
  create,
  bootstrap,
  invite('bob'),
  ...greet('bob', 1),
  endInvitation('bob', 'CANCELLED'),
  invite(null),
  endInvitation(null, 'FINISHED'),
  ...growthScript.slice(3),
];
