import type { ScriptStep } from '../script-context.ts';
import {
  create,
  expire,
  forbidOutsiders,
  freeze,
  setLimit,
  unexpire,
  withdrawTerms,
} from './administration-steps.ts';
import { greet } from './greeting-steps.ts';
import { endInvitation, invite } from './invitation-steps.ts';
import { accept, addDevice, bootstrap, enrol, revoke, setProfile } from './member-steps.ts';

/** The creation and bootstrap of an organization, and the enrolment of one user by invitation. */
export const enrolmentScript: readonly ScriptStep[] = [
  create,
  bootstrap,
  invite('bob'),
  ...greet('bob'),
  enrol('alice', 'bob'),
  endInvitation('bob', 'invite_complete'),
];

/** Every kind of change of an organization at least once, beginning with its creation. */
export const fullScript: readonly ScriptStep[] = [
  ...enrolmentScript,
  addDevice('bob'),
  invite(null),
  endInvitation(null, 'invite_cancel'),
  enrol('alice', 'zoe', 'OUTSIDER'),
  setProfile('alice', 'bob', 'ADMIN'),
  enrol('bob', 'dave'),
  invite('carol'),
  endInvitation('carol', 'invite_cancel'),
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

/** {@link fullScript} without the expiry. */
export const fullScriptWithoutExpiry: readonly ScriptStep[] = fullScript.filter(
  (step) => step !== expire && step !== unexpire,
);

/** An organization that expires, and whose expiry ends. */
export const expiryScript: readonly ScriptStep[] = [
  create,
  bootstrap,
  enrol('alice', 'bob'),
  expire,
  unexpire,
];

/** Steps that each change stored state, without a greeting. For faults inside requests. */
export const growthScript: readonly ScriptStep[] = [
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

/** One request of every kind. For a fault at each request. */
export const everyRequestScript: readonly ScriptStep[] = [
  create,
  bootstrap,
  invite('bob'),
  ...greet('bob', 1),
  endInvitation('bob', 'invite_cancel'),
  invite(null),
  endInvitation(null, 'invite_complete'),
  // Without its creation, bootstrap and first invitation.
  ...growthScript.slice(3),
];
