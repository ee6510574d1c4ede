import type { Random } from '../../cast/index.ts';
import type { Judge } from '../../judge/index.ts';
import type { Profile } from '../organization/request.ts';
import type { Call } from './call.ts';
import { calls } from './calls.ts';
import type { Company, Place } from './company.ts';
import type { Lot } from './lot.ts';
import { nextGreeting } from './next-greeting.ts';
import { writings } from './writings.ts';

/** What clients are busy with: who belongs to the organization, who is invited, who is greeted, or all of it; and who is frozen, or all shut out. */
export const themes = {
  members: { write: 6, read: 4, invite: 0, greet: 0 },
  invitations: { write: 1, read: 1, invite: 8, greet: 0 },
  greetings: { write: 0, read: 0, invite: 2, greet: 14 },
  everything: { write: 3, read: 2, invite: 3, greet: 3 },
  freezes: { write: 3, read: 4, invite: 3, freeze: 3 },
  expiry: { write: 3, read: 3, invite: 3, expire: 2 },
} as const;

export type Theme = keyof typeof themes;

/** Names that clients fight for: a twin has the address of whom it is the twin of. */
const newcomers = ['carl', 'carl-twin', 'cora', 'cora-twin', 'dave', 'dora', 'emil', 'emma', 'fred', 'gina'];
const addresses = ['carl@example.com', 'cora@example.com', 'yves@example.com', 'zoe@example.com'];
const profiles: readonly Profile[] = ['ADMIN', 'STANDARD', 'OUTSIDER'];

/** What a client asks next, by lot: mostly what others ask for too. */
export function nextCall(theme: Theme, company: Company, judge: Judge, random: Random): Call {
  const from = <T>(list: readonly T[], otherwise: T): T =>
    list[random.below(Math.max(1, list.length))] ?? otherwise;
  const alice = company.place('alice');
  const place = from([...company.devices.values()], alice);
  const weights = themes[theme];
  const kinds = Object.entries(weights).flatMap(([kind, weight]) => Array<string>(weight).fill(kind));
  switch (from(kinds, 'read')) {
    case 'write':
      return nextWriting(company, judge, place, from, random);
    case 'invite':
      return nextInviting(company, place, from);
    case 'freeze':
      return nextFreeze(company, place, from);
    case 'expire':
      if (company.busy.has(company.organization)) return nextReading(company, place, from);
      return calls(company).expire(!company.expired);
    case 'greet':
      return nextGreeting(company, place, from);
    default:
      return nextReading(company, place, from);
  }
}

function nextWriting(company: Company, judge: Judge, place: Place, from: Lot, random: Random): Call {
  // What others dated meanwhile may have come first.
  const early = from([0, 0, 0, 1 + random.below(50)], 0);
  const { create, addDevice, update, revoke } = writings(company, judge, early);
  const known = [...new Set([...company.devices.values()].map(({ caller }) => caller.user))];
  // Alice stays, and the devices of whoever is gone are tried out again and again.
  const others = known.filter((user) => user !== 'alice');
  const acts: readonly (() => Call)[] = [
    () => create(place, from(newcomers, 'carl'), from(profiles, 'STANDARD')),
    () => create(place, from(newcomers, 'carl'), from(profiles, 'STANDARD')),
    () => addDevice(place, `tablet-${random.below(6)}`),
    () => update(place, from(others, 'bob'), from(profiles, 'STANDARD')),
    () => revoke(place, from(others, 'bob')),
  ];
  return from(acts, () => addDevice(place, 'tablet'))();
}

/** Mostly somebody is frozen, seldom many. */
function nextFreeze(company: Company, place: Place, from: Lot): Call {
  const { freeze } = calls(company);
  const known = [...new Set([...company.devices.values()].map(({ caller }) => caller.user))];
  const idle = known.filter((user) => !company.busy.has(user));
  const frozen = idle.filter((user) => company.frozen.has(user));
  const whom = from(from([frozen, idle], idle), '');
  return whom === '' ? nextReading(company, place, from) : freeze(whom, !company.frozen.has(whom));
}

function nextInviting(company: Company, place: Place, from: Lot): Call {
  const { inviteUser, inviteDevice, end, list, info } = calls(company);
  const tokens = [...company.tokens];
  const token = from(tokens.slice(-4), '');
  const acts: readonly (() => Call)[] = [
    () => inviteUser(place, from(addresses, 'zoe@example.com')),
    () => inviteUser(place, from(addresses, 'zoe@example.com')),
    () => inviteDevice(place),
    () => list(place),
    ...(token === ''
      ? []
      : [() => end(place, 'invite_cancel', token), () => end(place, 'invite_complete', token)]),
    ...(token === '' ? [] : [() => info(token)]),
  ];
  return from(acts, () => list(place))();
}

function nextReading(company: Company, place: Place, from: Lot): Call {
  const { certificates, list, organizationInfo } = calls(company);
  const acts = [certificates, certificates, list, organizationInfo];
  return from(acts, certificates)(place);
}
