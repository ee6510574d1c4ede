import {
  emailOf,
  type OrganizationName,
  ownerOf,
  type Story,
  type StoryCall,
} from '@parsec-spec/spec/stories';
import type { OrganizationState } from '../model/state.ts';
import { INVITEES, NAMES } from './names.ts';
import { inOrganization, type StoryStates } from './story-states.ts';

/** Number of pending invitations that are looked at. */
const MAX_INVITATIONS = 2;

/** Number of the last step of a greeting. */
const LAST_STEP = 8;

/** Chooses the call whose situation was tried least. */
export type Choose = (calls: readonly StoryCall[]) => StoryCall | undefined;

/**
 * The reads at the end of a life: of each organization, everything that a user of each profile may read,
 * the latest pending invitations, and what the administration sees.
 */
export const closingReads = (states: StoryStates, choose: Choose): readonly StoryCall[] =>
  [...states].flatMap(([name, state]) =>
    readsOf(state, (calls) => choose(calls.map((call) => inOrganization(call, name)))).map((call) =>
      inOrganization(call, name),
    ),
  );

/** The reads at the end of a story, each with the commands after which it may show a wrong change. */
const SHOWN_BY: readonly (readonly [read: RegExp, changed: RegExp])[] = [
  [/^(certificate_get|device_create)$/, /^(user_(create|update|revoke)|device_create|.*_bootstrap)$/],
  [/^(user_list|organization_stats)$/, /^(user_|organization_(bootstrap|stats|create|expire))/],
  [/^list_frozen_users$/, /^(list_frozen|user_(freeze|unfreeze|revoke))/],
  [/^invite_/, /^(invite_|greeting_|user_revoke|user_update)/],
  [/^organization_status$/, /^(organization_|user_freeze)/],
];

/** Calls that only lead to the situation of a story. Other stories judge them. */
const isPrelude = ({ cmd, ...call }: StoryCall & { readonly answer?: unknown }): boolean =>
  /^(user_create|device_create|invite_new_user)$/.test(cmd) &&
  Object.keys(call).every((key) => ['by', 'user', 'email', 'profile', 'device', 'in'].includes(key));

/**
 * The closing reads of a story, the first of the calls that show the same: those of what its calls can
 * have changed, if served or wrongly served. Enrolments, devices and invitations at its beginning do not count.
 */
export function readsOfStory({ calls }: Story, states: StoryStates): readonly StoryCall[] {
  // A server may count a user from the date of the certificate on.
  const isAhead = calls.some((call) => 'dated' in call && call.dated === 'ahead');
  const meant = calls.slice(calls.findIndex((call) => !isPrelude(call)));
  const isShowing = (read: StoryCall): boolean => {
    const [, changed] = SHOWN_BY.find(([shown]) => shown.test(read.cmd)) ?? [];
    const isBell = read.cmd === 'device_create' && read.dated === undefined;
    return isBell || !changed || meant.some((call) => call.in === read.in && changed.test(call.cmd));
  };
  return closingReads(states, ([first]) => first).filter(
    (read) => isShowing(read) && !(isAhead && read.cmd === 'organization_stats'),
  );
}

/**
 * Calls that show the effect of another one: reads of the user in question and of users who may see the
 * effect, the next steps of greetings that it may have cancelled, and a call in another organization.
 *
 * @param before - the state of its organization before the call
 * @param states - the states after the call
 */
export function readsAfter(
  call: StoryCall,
  before: OrganizationState,
  states: StoryStates,
  choose: Choose,
): readonly StoryCall[] {
  const name = call.in ?? 'first';
  const state = states.get(name);
  if (state === undefined) return [];
  const here = alternativesAfter(call, before, state).map((group) =>
    group.map((read) => inOrganization(read, name)),
  );
  return [...here, readsElsewhere(call, name, states)].flatMap((group) => choose(group) ?? []);
}

const information = (devices: readonly string[]): readonly StoryCall[] =>
  devices.map((by) => ({ cmd: 'organization_info', by }));

const devicesOf = ({ devices }: OrganizationState, user: string): readonly string[] =>
  [...devices].filter(([, owner]) => owner === user).map(([device]) => device);

/** The devices that are admitted, each with the profile of its user. */
function admitted({ devices, users, expired, tos }: OrganizationState) {
  return [...devices].flatMap(([by, owner]) => {
    const user = users.get(owner);
    const isRefused = user === undefined || user.revoked || user.frozen || expired;
    return isRefused || tos?.acceptedBy.includes(owner) === false ? [] : [{ by, profile: user.profile }];
  });
}

/** The reads and other calls that show what a call has changed, one of each list. */
function alternativesAfter(
  call: StoryCall,
  before: OrganizationState,
  state: OrganizationState,
): readonly (readonly StoryCall[])[] {
  const able = admitted(state);
  const lists = able.map(({ by }): StoryCall => ({ cmd: 'invite_list', by }));
  const others = able.filter(({ by }) => !('by' in call) || by !== call.by);
  const certificates = (others.length > 0 ? others : able).map(
    ({ by }): StoryCall => ({ cmd: 'certificate_get', by, after: before.certificates.length }),
  );
  const status: readonly StoryCall[] = [{ cmd: 'organization_status' }];
  switch (call.cmd) {
    case 'user_create':
      return [certificates, [...people, ...information(devicesOf(state, call.user))]];
    case 'device_create':
      return [certificates, information([call.device])];
    case 'user_update':
      // Old certificates are served in another version.
      return [able.map(({ by }): StoryCall => ({ cmd: 'certificate_get', by })), ...ofUser(state, call.user)];
    case 'user_revoke':
      return [certificates, ...ofUser(state, call.user)];
    case 'user_freeze':
    case 'user_unfreeze':
      return [...ofUser(state, call.user), ofSeats(state)];
    case 'invite_new_user':
    case 'invite_new_device': {
      const about = call.cmd === 'invite_new_user' ? call.email : ownerOf(call.by);
      return [lists, latestOf(state, about)];
    }
    case 'invite_cancel':
    case 'invite_complete':
      return [
        ...[lists, [{ cmd: 'invite_info', token: call.token } as const]],
        movesIn(state, ({ token }) => token === call.token),
      ];
    case 'tos_accept':
      return [information([...state.devices.keys()])];
    case 'organization_publish_terms':
    case 'organization_remove_terms':
    case 'organization_expire':
    case 'organization_unexpire':
      return [status, information([...state.devices.keys()])];
    case 'organization_create':
      return [status];
    case 'organization_update':
    case 'organization_limit':
      return [status, ofSeats(state)];
    default:
      return [];
  }
}

const people: readonly StoryCall[] = [{ cmd: 'user_list' }, { cmd: 'organization_stats' }];

/** The first person who is no user yet. */
const newcomerIn = ({ users }: OrganizationState): string =>
  NAMES.find((name) => !users.has(name)) ?? INVITEES[0];

/** Whether no seat is free. */
const isFull = ({ users, limit }: OrganizationState): boolean =>
  limit !== null && [...users.values()].filter(({ revoked }) => !revoked).length >= limit;

/** Enrolments where no seat is free. A user who is frozen or changes the profile keeps a seat. */
const ofSeats = (state: OrganizationState): readonly StoryCall[] =>
  isFull(state) ? enrolments(state, administrators(state)) : [];

const administrators = (state: OrganizationState): readonly string[] =>
  admitted(state).flatMap(({ by, profile }) => (profile === 'ADMIN' ? [by] : []));

/** Enrolments of a newcomer, with another address if one is given. */
function enrolments(
  state: OrganizationState,
  authors: readonly string[],
  address?: string,
): readonly StoryCall[] {
  const user = newcomerIn(state);
  const email = address ?? emailOf(user);
  return authors.map((by) => ({ cmd: 'user_create', by, user, email, profile: 'STANDARD' }));
}

/**
 * Calls that show a change of a user: by each device of that user, with and without a right that only
 * ADMINs have; those that list the user or need the address; and those about invitations and greetings.
 */
function ofUser(state: OrganizationState, user: string): readonly (readonly StoryCall[])[] {
  const { email = emailOf(user), profile } = state.users.get(user) ?? {};
  const own = devicesOf(state, user);
  const invitation = { cmd: 'invite_new_user' as const, email: emailOf(INVITEES[0]) };
  return [
    [
      ...own.flatMap((by): StoryCall[] => [
        { cmd: 'organization_info', by },
        { cmd: 'invite_list', by },
        { cmd: 'list_frozen_users', by },
        { ...invitation, by },
      ]),
      ...(profile === 'ADMIN' ? [] : enrolments(state, own)),
    ],
    [
      ...people,
      ...administrators(state).flatMap((by): StoryCall[] => [
        { cmd: 'list_frozen_users', by },
        { ...invitation, by, email },
      ]),
      ...enrolments(state, administrators(state), email),
    ],
    [...invitationsNaming(state, user), ...movesIn(state, ({ greeter }) => greeter === user)],
  ];
}

/** The next step of each side in the last attempts of some greetings. */
const movesIn = (
  { greetings, devices }: OrganizationState,
  isMeant: (greeting: { readonly token: string; readonly greeter: string }) => boolean,
): readonly StoryCall[] =>
  [...greetings].flatMap(([key, { model, names }]) => {
    const [token = '', greeter = ''] = key.split(' ');
    const last = model.attempts.at(-1);
    const by = [...devices].findLast(([, owner]) => owner === greeter)?.[0];
    if (last === undefined || by === undefined || !isMeant({ token, greeter })) return [];
    const step = { cmd: 'greeting_step', token, greeter, attempt: names.length } as const;
    return [
      { ...step, step: Math.min(LAST_STEP, last.halves.claimer.length) },
      { ...step, by, step: Math.min(LAST_STEP, last.halves.greeter.length) },
    ];
  });

/** A call by the same person in another organization, which a change of that person does not concern. */
function readsElsewhere(
  call: StoryCall,
  name: OrganizationName | 'first',
  states: StoryStates,
): readonly StoryCall[] {
  if (!('user' in call) || call.cmd === 'user_create' || call.cmd === 'organization_bootstrap') return [];
  return [...states].flatMap(([other, state]) =>
    other === name ? [] : information(devicesOf(state, call.user)).map((read) => inOrganization(read, other)),
  );
}

const latestOf = ({ invitations }: OrganizationState, about: string): readonly StoryCall[] => {
  const token = invitations.findLast((one) => one.about === about)?.token ?? null;
  return token === null ? [] : [{ cmd: 'invite_info', token }];
};

/** The pending invitations that a user created, or else the latest ones, which name the administrators. */
const invitationsNaming = (state: OrganizationState, user: string): readonly StoryCall[] => {
  const own = state.invitations.filter(({ creator }) => creator === user);
  const created = latestPending({ ...state, invitations: own });
  return created.length > 0 ? created : latestPending(state);
};

const latestPending = ({ invitations }: OrganizationState): readonly StoryCall[] =>
  invitations
    .filter(({ status }) => status === 'PENDING')
    .slice(-MAX_INVITATIONS)
    .flatMap(({ token }) => (token === null ? [] : [{ cmd: 'invite_info', token }]));

/** A last certificate, whose event shows that the open streams have received all earlier ones. */
function lastEvent(
  { streams, expired, tos, devices }: OrganizationState,
  [by]: readonly string[],
): readonly StoryCall[] {
  const isHeard = ![...streams.values()].includes(true) || expired || tos !== null;
  const device = `${ownerOf(by ?? '')}-bell`;
  return isHeard || by === undefined || devices.has(device) ? [] : [{ cmd: 'device_create', by, device }];
}

/**
 * A last certificate near the end of the window, which is accepted and read. No later one would be, and none
 * comes after it.
 *
 * @param number - its number among the certificates
 */
function lastCertificate(devices: readonly string[], number: number): readonly StoryCall[] {
  const by = devices.at(-1);
  if (by === undefined) return [];
  return [
    { cmd: 'device_create', by, device: `${ownerOf(by)}-clock`, dated: 'ahead' },
    { cmd: 'certificate_get', by },
    { cmd: 'certificate_get', by, after: number },
  ];
}

function readsOf(state: OrganizationState, choose: Choose): readonly StoryCall[] {
  if (state.phase === 'none') return [];
  const status = { cmd: 'organization_status' } as const;
  if (state.phase === 'created') return [status];
  const able = [...state.devices].flatMap(([by, name]) => {
    const user = state.users.get(name);
    return user === undefined || user.revoked || user.frozen ? [] : [{ by, profile: user.profile }];
  });
  const readers = [...Map.groupBy(able, ({ profile }) => profile)];
  const devices = able.map(({ by }) => by);
  const bell = lastEvent(state, devices);
  return [
    ...bell,
    status,
    { cmd: 'user_list' },
    { cmd: 'organization_stats' },
    ...(state.expired ? [{ cmd: 'organization_unexpire' as const }] : []),
    ...(state.tos === null ? [] : [{ cmd: 'organization_remove_terms' as const }]),
    ...readers.flatMap(([profile, all]) =>
      (['list_frozen_users', 'certificate_get', 'invite_list'] as const).flatMap((cmd) =>
        cmd === 'list_frozen_users' && profile !== 'ADMIN'
          ? []
          : (choose(all.map(({ by }) => ({ cmd, by }))) ?? []),
      ),
    ),
    ...latestPending(state),
    ...lastCertificate(devices, state.certificates.length + bell.length + 1),
  ];
}
