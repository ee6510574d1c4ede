import { ownerOf } from '@parsec-spec/spec/stories';
import { isBroken, type Rule } from '../model/answers.ts';
import { type GreetingCall, inviteeOf, type OrganizationRequest } from '../model/calls.ts';
import type { GreetingState, OrganizationState, UserState } from '../model/state.ts';
import { inOtherCase } from './names.ts';
import { ORGANIZATION } from './past-changes.ts';
import { VALID } from './situation-counts.ts';

/** What happened in an organization before a call. */
export interface Before {
  /** The latest changes of each subject. */
  readonly changes: ReadonlyMap<string, string>;
  /** The latest change. */
  readonly latest: string | undefined;
}

/** The settings that an update may leave as they are. */
const SETTINGS = ['expired', 'limit', 'outsiders', 'archiving', 'terms'] as const;

/** Largest number that situations tell apart. */
const MANY = 3;

/**
 * Names of the situations of a call: the rules that it breaks, with each person and thing that it names:
 * the caller, the user, the holder of an address, the owner of a device, the invitation, its creator, the
 * greeter and the attempt. Of each the name tells the state, or what happened to it before.
 */
export function situationsOf(
  state: OrganizationState,
  request: OrganizationRequest,
  rules: readonly Rule[],
  { changes, latest }: Before,
): readonly string[] {
  const broken = rules
    .filter(isBroken)
    .map(([rule]) => rule)
    .join();
  const what = `${request.cmd}${broken === '' ? VALID : `: ${broken}`}`;
  const by = 'by' in request ? request.by : undefined;
  const isFirst = by === undefined || by.device.endsWith('-laptop');
  const place = isFirst ? 'first' : 'further';
  const user = 'user' in request ? request.user : undefined;
  const past = (subject: string | undefined) => changes.get(subject ?? '');
  const names = [
    what,
    `${what} by ${state.users.get(by?.user ?? '')?.profile} ${place} device`,
    `${what} by the ${place} device of one after ${past(by?.user)}`,
    `${what} by one whose address had ${formerHolder(state, by?.user)}`,
    `${what} with ${'profile' in request ? request.profile : ''} ${'step' in request ? request.step : ''}`,
    `${what} after ${latest}`,
    `${what} in one after ${past(ORGANIZATION)}`,
  ];
  if (user !== undefined)
    names.push(`${what} about ${described(state.users.get(user))}`, `${what} about one after ${past(user)}`);
  if ('email' in request && request.email !== undefined) {
    const holder = [...state.users].findLast(([, { email }]) => email === request.email);
    names.push(
      `${what} for the address of ${described(holder?.[1])}`,
      `${what} for the address of one after ${past(holder?.[0])}`,
      `${what} for an address after ${past(request.email)}`,
      `${what} for the address in another case of ${inCaseOf(state, request.email)}`,
    );
  }
  if (request.cmd === 'device_create') {
    const owner = ownerOf(request.device);
    names.push(
      `${what} of ${owner === by?.user ? 'oneself' : described(state.users.get(owner))}`,
      `${what} of ${owner === by?.user ? 'oneself' : 'another'} after ${past(owner)}`,
    );
  }
  if (request.cmd === 'organization_update') {
    const kept = SETTINGS.filter((setting) => !(setting in request)).join();
    names.push(`${what} that keeps ${kept} of one with ${state.tos === null ? 'no ' : ''}terms`);
  }
  if ('token' in request) names.push(...ofInvitation(what, state, request.token, by?.user, changes));
  if ('move' in request) names.push(...ofGreeting(what, state, request, changes));
  return names;
}

/** The former user of the address of a user: whether terms were accepted, and a device is still invited. */
function formerHolder({ users, invitations, tos }: OrganizationState, name = ''): string {
  const email = users.get(name)?.email;
  const [former] = [...users].find(([other, user]) => other !== name && user.email === email) ?? [];
  if (former === undefined) return 'nobody else';
  const isInvited = invitations.some(({ about, status }) => about === former && status === 'PENDING');
  return `${described(users.get(former))} ${tos?.acceptedBy.includes(former)} ${isInvited}`;
}

/** The user who has an address in another letter case, and the status of the latest invitation of that one. */
function inCaseOf({ users, invitations }: OrganizationState, email: string): string {
  const other = inOtherCase(email);
  const holder = [...users.values()].findLast((user) => user.email === other);
  return `${described(holder)} ${invitations.findLast(({ about }) => about === other)?.status}`;
}

const described = (user: UserState | undefined): string =>
  user === undefined ? 'nobody' : `${user.profile} ${user.revoked} ${user.frozen}`;

function ofInvitation(
  what: string,
  { invitations, users }: OrganizationState,
  token: string,
  author: string | undefined,
  changes: Before['changes'],
): readonly string[] {
  const invitation = invitations.find((one) => one.token === token);
  const earlier = invitations.filter(({ about }) => about === inviteeOf(token)).length;
  const creator = invitation?.creator ?? '';
  const whose = creator === author ? 'oneself' : described(users.get(creator));
  const kind = `${invitation?.type} ${invitation?.status}`;
  const own = users.get(author ?? '')?.email ?? '';
  const isOwn = invitation?.about === own || (invitation?.about === inOtherCase(own) && 'in another case');
  return [
    `${what} on ${kind} ${Math.min(MANY, earlier)}`,
    `${what} on ${kind} of ${whose}`,
    `${what} on ${kind} of one after ${changes.get(creator)}`,
    `${what} on one after ${changes.get(token)}`,
    `${what} on ${kind} of the own address: ${isOwn}`,
  ];
}

function ofGreeting(
  what: string,
  { greetings, users }: OrganizationState,
  request: GreetingCall,
  changes: Before['changes'],
): readonly string[] {
  const { token, greeter } = request;
  const greeting = greetings.get(`${token} ${greeter}`);
  return [
    `${what} with ${described(users.get(greeter))} ${changes.get(greeter)}`,
    `${what} in ${attemptOf(greeting, request)}`,
  ];
}

/** The attempt of a move: its number, whether it is the last one, and how far the side is in it. */
function attemptOf(greeting: GreetingState | undefined, { attempt, role, step = 0 }: GreetingCall): string {
  const attempts = greeting?.model.attempts ?? [];
  const index = attempt === undefined ? attempts.length - 1 : (greeting?.names.indexOf(attempt) ?? -1);
  const one = attempts[index];
  if (one === undefined) return 'no attempt';
  const ahead = Math.max(-1, Math.min(MANY, one.halves[role].length - step));
  const last = index === attempts.length - 1 ? 'the last' : 'a former';
  return `attempt ${Math.min(MANY, index + 1)}, ${last}, ${one.cancelled?.origin} ${one.joined[role]} ${ahead}`;
}
