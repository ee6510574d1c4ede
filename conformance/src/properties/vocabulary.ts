import fc from 'fast-check';
import { FOREIGN_TOKEN, inviteeOf, type Profile, UNKNOWN_TOKEN } from '../faults/model/calls.ts';
import { newGreeting } from '../faults/model/greeting-model.ts';
import { movesAt } from '../faults/model/greeting-paths.ts';
import type { OrganizationState } from '../faults/model/state.ts';
import { type FallibleCommand, nearMisses } from './near-misses.ts';
import {
  type CertificateStoryCall,
  emailOf,
  type GreetingStoryCall,
  NOBODY,
  type OrganizationName,
  ownerOf,
  type StoryCall,
  type StorySettings,
  type StoryStates,
  UNKNOWN_ATTEMPT,
} from './story.ts';

/** The relative frequency of each kind of call. */
export const weights = {
  enrol: 4,
  addDevice: 2,
  update: 4,
  revoke: 2,
  inviteUser: 4,
  inviteDevice: 3,
  endInvitation: 4,
  list: 3,
  info: 2,
  certificates: 2,
  organizationInfo: 1,
  greet: 14,
  freeze: 2,
  expire: 1,
  limit: 1,
  settings: 1,
  setTerms: 1,
  terms: 3,
  frozenUsers: 1,
  unknown: 3,
  neighbours: 8,
  birth: 1,
  administrationReads: 1,
  strangers: 1,
  streams: 4,
};

export type Weights = Readonly<Record<keyof typeof weights, number>>;

/** The weights of one life: each kind is usual, rare or frequent. */
export const anyWeights: fc.Arbitrary<Weights> = fc
  .record(Object.fromEntries(Object.keys(weights).map((kind) => [kind, fc.constantFrom(1, 2, 2, 6)])))
  .map(
    (factors) =>
      Object.fromEntries(
        Object.entries(weights).map(([kind, weight]) => [kind, weight * (factors[kind] ?? 1)]),
      ) as Weights,
  );

/** The settings of an organization. Half of them limit the active users. */
export const anySettings: fc.Arbitrary<StorySettings> = fc.record({
  active_users_limit: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 5 })),
});

/** Number of calls in a life. */
export const anyLength: fc.Arbitrary<number> = fc.integer({ min: 5, max: 60 });

const NAMES = ['adam', 'anna', 'bob', 'carl', 'cora', 'dave', 'dora', 'emil', 'emma', 'fred', 'gina', 'hugo'];
/** People who are invited and perhaps never enrolled. */
const GUESTS = ['vera', 'walt', 'yves', 'zoe'];
const DEVICES = ['phone', 'tablet'];
const profile = fc.constantFrom<Profile>('ADMIN', 'STANDARD', 'OUTSIDER');
/** An element of a list. Each of the last three is three times as likely as each earlier one. */
const oneOf = <T>(list: readonly T[]): fc.Arbitrary<T> => {
  const latest = list.slice(-3);
  return fc.constantFrom(...list, ...latest, ...latest);
};

/** The organization of a call: mostly the first one. */
export const anyOrganization = (
  states: StoryStates,
  { neighbours, ...kinds }: Weights,
): fc.Arbitrary<OrganizationName | 'first'> =>
  fc.oneof(
    ...[...states.keys()].map((name) => ({
      weight: name === 'first' ? Object.values(kinds).reduce((sum, weight) => sum + weight, 0) : neighbours,
      arbitrary: fc.constant(name),
    })),
  );

/**
 * A call in a state, valid or not. Its subjects exist; most are recent.
 *
 * @param strangers - devices of other organizations
 */
export function anyCall(
  state: OrganizationState,
  frequency: Weights,
  strangers: readonly string[],
): fc.Arbitrary<StoryCall> {
  return state.birth === 'bootstrapped'
    ? anyCallOfMembers(state, frequency, strangers)
    : anyCallBefore(state, strangers);
}

/** A call in an organization that does not exist, or is not bootstrapped. */
function anyCallBefore(state: OrganizationState, strangers: readonly string[]): fc.Arbitrary<StoryCall> {
  const calls: fc.WeightedArbitrary<StoryCall>[] = [
    { weight: 8, arbitrary: anyBirth(state) },
    { weight: 1, arbitrary: fc.constant({ cmd: 'organization_status' }) },
    { weight: 2, arbitrary: anyOfStranger(strangers) },
  ];
  const changes = fc.constantFrom<StoryCall>(
    { cmd: 'organization_expire' },
    { cmd: 'organization_unexpire' },
    { cmd: 'organization_unexpire' },
    { cmd: 'organization_publish_terms' },
    { cmd: 'organization_limit', limit: 1 },
  );
  return fc.oneof(...calls, ...(state.birth === 'none' ? [] : [{ weight: 2, arbitrary: changes }]));
}

/** The creation of an organization, or its bootstrap. */
function anyBirth({ birth, links }: OrganizationState): fc.Arbitrary<StoryCall> {
  const limit = fc.option(fc.integer({ min: 0, max: 5 }), { freq: 2 });
  const earlier = links > 1 ? [links - 1] : [];
  const link = fc.constantFrom<number | null | 'foreign'>(
    ...(links > 0 ? [links, links, links, links] : [null]),
    ...earlier,
    null,
    'foreign',
  );
  const bootstrap = fc.record({
    cmd: fc.constant('organization_bootstrap' as const),
    user: fc.constantFrom('alice', 'alice', 'bob'),
    link,
  });
  const part = fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ sequestered: true as const }) },
    { weight: birth === 'bootstrapped' ? 0 : 3, arbitrary: anyMistake('organization_bootstrap') },
  );
  return fc.oneof(
    { weight: 1, arbitrary: limit.map((given): StoryCall => ({ cmd: 'organization_create', limit: given })) },
    {
      weight: 3,
      arbitrary: fc.tuple(bootstrap, part).map(([call, more]): StoryCall => ({ ...call, ...more })),
    },
  );
}

const anyMistake = (command: FallibleCommand) =>
  fc.constantFrom(...Object.keys(nearMisses[command])).map((fault) => ({ fault }));

/** A mistake that the next call shall have: a near miss, an old date, or none. */
export interface PlannedMistake {
  readonly cmd: FallibleCommand;
  readonly part: { readonly fault?: string; readonly dated?: 'last' | 'before-last' };
}

const COMMANDS = ['user_create', 'device_create', 'user_update', 'user_revoke'] as const;

/** The mistakes that a call in a state can have. */
export const mistakesIn = ({ birth }: OrganizationState): readonly PlannedMistake[] =>
  (birth === 'bootstrapped' ? COMMANDS : (['organization_bootstrap'] as const)).flatMap((cmd) => [
    ...Object.keys(nearMisses[cmd]).map((fault) => ({ cmd, part: { fault } })),
    ...(cmd === 'organization_bootstrap'
      ? []
      : (['last', 'before-last'] as const).map((dated) => ({ cmd, part: { dated } }))),
  ]);

/** A call of an able author with one mistake, and valid otherwise if possible. */
export function anyCallWith(
  state: OrganizationState,
  { cmd, part }: PlannedMistake,
): fc.Arbitrary<StoryCall> {
  if (cmd === 'organization_bootstrap')
    return fc.constantFrom('alice', 'bob').map((user) => {
      const link = state.links > 0 ? state.links : null;
      return { cmd, user, link, ...part };
    });
  const active = [...state.devices].filter(([, name]) => state.users.get(name)?.revoked === false);
  const administrators = active.filter(([, name]) => state.users.get(name)?.profile === 'ADMIN');
  const authors = (cmd === 'device_create' ? active : administrators).map(([device]) => device);
  const by = fc.constantFrom(...(authors.length > 0 ? authors : ['alice-laptop']));
  const user = fc.constantFrom(...state.users.keys());
  switch (cmd) {
    case 'user_create':
      return fc
        .tuple(
          by,
          profile,
          fc.constantFrom(...NAMES.filter((name) => !state.users.has(name)).slice(0, 3), 'ida'),
        )
        .map(([author, as, name]) => ({
          ...{ cmd, by: author, user: name, email: emailOf(name), profile: as },
          ...part,
        }));
    case 'device_create':
      return fc.tuple(by, fc.constantFrom(...DEVICES)).map(([author, kind]) => ({
        ...{ cmd, by: author, device: `${ownerOf(author)}-${kind}` },
        ...part,
      }));
    case 'user_update':
      return fc.record({ cmd: fc.constant(cmd), by, user, profile }).map((call) => ({ ...call, ...part }));
    case 'user_revoke':
      return fc.record({ cmd: fc.constant(cmd), by, user }).map((call) => ({ ...call, ...part }));
  }
}

/** A call by a device of another organization, or with one of its tokens. */
function anyOfStranger(strangers: readonly string[]): fc.Arbitrary<StoryCall> {
  const by = fc.constantFrom(...strangers, 'alice-laptop');
  return fc.oneof(
    by.map((device): StoryCall => ({ cmd: 'organization_info', by: device })),
    by.map((device): StoryCall => ({ cmd: 'invite_new_device', by: device })),
    by.map((device): StoryCall => ({ cmd: 'tos_get', by: device })),
    fc.constant<StoryCall>({ cmd: 'invite_info', token: FOREIGN_TOKEN }),
  );
}

function anyCallOfMembers(
  state: OrganizationState,
  frequency: Weights,
  strangers: readonly string[],
): fc.Arbitrary<StoryCall> {
  const by = oneOf([...state.devices.keys()]);
  const users = [...state.users.keys()];
  const user = oneOf(users);
  const newUsers = NAMES.filter((name) => !state.users.has(name));
  const tokens = state.invitations.flatMap(({ token }) => token ?? []);
  const dated = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom({ dated: 'last' as const }, { dated: 'before-last' as const }) },
  );
  const datedOrInvalid = (command: CertificateStoryCall['cmd']) =>
    fc.oneof({ weight: 5, arbitrary: dated }, { weight: 2, arbitrary: anyMistake(command) });
  const cmd = <Name extends StoryCall['cmd']>(...names: Name[]) => fc.constantFrom(...names);
  const kinds: Partial<Record<keyof Weights, fc.Arbitrary<StoryCall>>> = {
    enrol: fc
      .tuple(
        by,
        datedOrInvalid('user_create'),
        profile,
        fc.oneof(
          { weight: 6, arbitrary: oneOf([...newUsers.slice(0, 3), 'ida']) },
          { weight: 1, arbitrary: user },
        ),
        // The address of a present, former or invited person.
        fc.option(oneOf([...[...state.users.values()].map(({ email }) => email), ...GUESTS.map(emailOf)]), {
          freq: 2,
        }),
      )
      .map(([author, date, as, name, email]) => ({
        cmd: 'user_create',
        by: author,
        user: name,
        email: email ?? emailOf(name),
        profile: as,
        ...date,
      })),
    addDevice: fc
      .tuple(by, datedOrInvalid('device_create'), fc.constantFrom(...DEVICES))
      .map(([author, date, kind]) => ({
        cmd: 'device_create',
        by: author,
        device: `${ownerOf(author)}-${kind}`,
        ...date,
      })),
    update: fc
      .tuple(fc.record({ cmd: cmd('user_update'), by, user, profile }), datedOrInvalid('user_update'))
      .map(([call, date]) => ({ ...call, ...date })),
    revoke: fc
      .tuple(fc.record({ cmd: cmd('user_revoke'), by, user }), datedOrInvalid('user_revoke'))
      .map(([call, date]) => ({ ...call, ...date })),
    inviteUser: fc.record({
      cmd: cmd('invite_new_user'),
      by,
      email: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...GUESTS.map(emailOf)) },
        { weight: 2, arbitrary: oneOf([...state.users.values()].map(({ email }) => email)) },
        { weight: 1, arbitrary: fc.constantFrom(...NAMES.slice(0, 4).map(emailOf)) },
      ),
    }),
    inviteDevice: fc.record({ cmd: cmd('invite_new_device'), by }),
    list: fc.record({ cmd: cmd('invite_list'), by }),
    certificates: fc
      .tuple(by, fc.option(fc.integer({ min: 1, max: state.certificates.length })), fc.nat(3))
      .map(([reader, after, part]) => ({
        cmd: 'certificate_get',
        by: reader,
        ...(after === null ? {} : { after }),
        ...(part === 0 ? { noSequester: true as const } : {}),
      })),
    frozenUsers: fc.record({ cmd: cmd('list_frozen_users'), by }),
    limit: fc
      .option(fc.integer({ min: 0, max: 6 }), { freq: 2 })
      .map((limit) => ({ cmd: 'organization_limit', limit })),
    settings: anyUpdate,
    setTerms: fc.constantFrom<StoryCall>(
      { cmd: 'organization_publish_terms' },
      { cmd: 'organization_remove_terms' },
    ),
    terms: anyTermsCall(state, by),
    unknown: anyUnknown(state, by),
    birth: anyBirth(state),
    administrationReads: fc.constantFrom<StoryCall>(
      { cmd: 'organization_status' },
      { cmd: 'user_list' },
      { cmd: 'organization_stats' },
    ),
    strangers: anyOfStranger(strangers.filter((device) => !state.devices.has(device))),
    streams: anyStreamCall(state, by),
    organizationInfo: fc.record({ cmd: cmd('organization_info'), by }),
    freeze: fc
      .record({ cmd: cmd('user_freeze', 'user_unfreeze', 'user_unfreeze'), user })
      .chain((call) => fc.constantFrom({}, { byAddress: true as const }).map((by) => ({ ...call, ...by }))),
    expire: fc.constantFrom<StoryCall>(
      { cmd: 'organization_expire' },
      { cmd: 'organization_unexpire' },
      { cmd: 'organization_unexpire' },
    ),
    ...(tokens.length === 0
      ? {}
      : {
          endInvitation: fc.record({
            cmd: cmd('invite_cancel', 'invite_complete'),
            by,
            token: oneOf(tokens),
          }),
          info: fc.record({ cmd: cmd('invite_info'), token: oneOf(tokens) }),
          greet: fc.oneof(
            { weight: 3, arbitrary: anyMove(state, tokens) },
            { weight: 1, arbitrary: anyRun(state, tokens) },
            ...anyAround(state).map((arbitrary) => ({ weight: 1, arbitrary })),
          ),
        }),
  };
  return fc.oneof(
    ...Object.entries(kinds).map(([kind, arbitrary]) => ({
      weight: frequency[kind as keyof Weights],
      arbitrary,
    })),
  );
}

/** An update of any settings at once, or of none. An expiry is mostly lifted, because it stops everything else. */
const anyUpdate: fc.Arbitrary<StoryCall> = fc
  .record(
    {
      limit: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 2 }),
      expired: fc.constantFrom(true, false, false),
      terms: fc.constantFrom('published' as const, 'removed' as const),
    },
    { requiredKeys: [] },
  )
  .map((settings) => ({ cmd: 'organization_update', ...settings }));

/** Numbers of the event streams that a device may have at once. */
const STREAM_NUMBERS = [1, 2];

/** Opens a new event stream, closes one, or resumes a closed one. */
function anyStreamCall({ streams }: OrganizationState, by: fc.Arbitrary<string>): fc.Arbitrary<StoryCall> {
  const known = [...streams].map(([name, isOpen]): StoryCall => {
    const [device = '', number] = name.split(' ');
    return { cmd: isOpen ? 'stream_close' : 'stream_resume', by: device, stream: Number(number) };
  });
  const opening = fc.record({
    cmd: fc.constant('stream_open' as const),
    by,
    stream: fc.constantFrom(...STREAM_NUMBERS),
  });
  return fc.oneof(opening, ...(known.length === 0 ? [] : [fc.constantFrom(...known)]));
}

/** A call on the tos route. Pending terms are mostly accepted, because they stop everything else. */
function anyTermsCall({ published }: OrganizationState, by: fc.Arbitrary<string>): fc.Arbitrary<StoryCall> {
  const accept = fc.tuple(by, fc.constantFrom(published, published, published, Math.max(0, published - 1)));
  const early = fc.constantFrom({}, {}, {}, {}, { early: true as const });
  return fc.oneof(
    { weight: 1, arbitrary: by.map((reader): StoryCall => ({ cmd: 'tos_get', by: reader })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(accept, early)
        .map(([[reader, terms], date]): StoryCall => ({ cmd: 'tos_accept', by: reader, terms, ...date })),
    },
  );
}

/** A call about a user, an invitation or an attempt that does not exist. */
function anyUnknown(state: OrganizationState, by: fc.Arbitrary<string>): fc.Arbitrary<StoryCall> {
  const greetings = [...state.greetings.keys()].map((key) => {
    const [token = '', greeter = ''] = key.split(' ');
    return { token, greeter };
  });
  const pending = state.invitations.filter(({ status }) => status === 'PENDING');
  const token = UNKNOWN_TOKEN;
  return fc
    .tuple(
      by,
      fc.nat(9),
      fc.constantFrom(...greetings, undefined),
      fc.constantFrom(...pending, undefined),
      fc.boolean(),
    )
    .map(([device, kind, greeting, invitation, isCancel]): StoryCall => {
      switch (kind) {
        case 0:
          return { cmd: 'user_update', by: device, user: NOBODY, profile: 'STANDARD' };
        case 1:
          return { cmd: 'user_revoke', by: device, user: NOBODY };
        case 2:
          return { cmd: 'invite_cancel', by: device, token };
        case 3:
          return { cmd: 'invite_complete', by: device, token };
        case 4:
          return { cmd: 'greeting_start', by: device, token, greeter: ownerOf(device) };
        case 5:
          return { cmd: 'user_freeze', user: NOBODY };
        case 9:
          return { cmd: 'invite_cancel', by: device, token: FOREIGN_TOKEN };
        case 6:
          return invitation?.token == null
            ? { cmd: 'invite_info', token }
            : { cmd: 'greeting_start', token: invitation.token, greeter: NOBODY };
        default: {
          if (greeting === undefined) return { cmd: 'invite_info', token };
          const own = [...state.devices].find(([, user]) => user === greeting.greeter)?.[0];
          const side = kind === 7 || own === undefined ? {} : { by: own };
          const attempt = UNKNOWN_ATTEMPT;
          return isCancel
            ? { cmd: 'greeting_cancel', ...side, ...greeting, attempt, reason: 'MANUALLY_CANCELLED' }
            : { cmd: 'greeting_step', ...side, ...greeting, attempt, step: 0 };
        }
      }
    });
}

const REASONS = ['MANUALLY_CANCELLED', 'INVALID_SAS_CODE', 'INCONSISTENT_PAYLOAD', 'AUTOMATICALLY_CANCELLED'];

/** A move of a greeting: a start, or a step or a cancellation on one of its last two attempts. */
function anyMove(state: OrganizationState, tokens: readonly string[]): fc.Arbitrary<StoryCall> {
  const begun = [...state.greetings.keys()].map((key) => {
    const [token = '', greeter = ''] = key.split(' ');
    return { token, greeter };
  });
  const suitable = tokens.map((token) => ({ token, greeter: suitableGreeter(state, token) }));
  const other = fc.record({ token: oneOf(tokens), greeter: oneOf([...state.users.keys()]) });
  return fc
    .oneof(
      { weight: begun.length === 0 ? 0 : 8, arbitrary: oneOf([...begun, ...suitable.slice(0, 1)]) },
      { weight: 3, arbitrary: oneOf(suitable) },
      { weight: 1, arbitrary: other },
    )
    .chain((greeting) => {
      const { model = newGreeting } = state.greetings.get(`${greeting.token} ${greeting.greeter}`) ?? {};
      const devices = [...state.devices]
        .filter(([, user]) => user === greeting.greeter)
        .map(([label]) => label);
      const moves = movesAt(model).filter(({ move }) => move !== 'end');
      return fc
        .tuple(fc.constantFrom(...moves), oneOf(devices), fc.constantFrom(...REASONS))
        .filter(([move]) => !('attempt' in move) || move.attempt < model.attempts.length)
        .map(([move, device, reason]): GreetingStoryCall => {
          if (move.move === 'end') throw new Error('moves of a side only');
          return {
            cmd: `greeting_${move.move}`,
            ...(move.by === 'greeter' ? { by: device } : {}),
            ...greeting,
            ...('attempt' in move ? { attempt: move.attempt + 1 } : {}),
            ...(move.move === 'step' ? { step: move.step } : {}),
            ...(move.move === 'step' && move.half === 'other' ? { half: move.half } : {}),
            ...(move.move === 'cancel' ? { reason } : {}),
          };
        });
    });
}

/**
 * Calls around the greetings that have begun: the greeter loses the right to greet, or the invitation
 * ends; and moves of greetings to which that happened.
 */
function anyAround(state: OrganizationState): readonly fc.Arbitrary<StoryCall>[] {
  const isAble = (name: string, profiles: readonly Profile[]) => {
    const user = state.users.get(name);
    return user !== undefined && !user.revoked && profiles.includes(user.profile);
  };
  const able = [...state.devices].findLast(([, name]) => isAble(name, ['ADMIN']) && name !== 'alice');
  const greetings = [...state.greetings].map(([key, { names }]) => {
    const [token = '', greeter = ''] = key.split(' ');
    const invitation = state.invitations.find((one) => one.token === token);
    const isUser = invitation?.type === 'USER';
    const device = [...state.devices].findLast(([, name]) => name === greeter)?.[0];
    const isFit = isAble(greeter, isUser ? ['ADMIN'] : ['ADMIN', 'STANDARD', 'OUTSIDER']);
    return {
      token,
      greeter,
      device,
      attempt: names.length,
      isPending: invitation?.status === 'PENDING',
      isFit,
    };
  });
  const by = fc.constantFrom('alice-laptop', ...(able === undefined ? [] : [able[0]]));
  const going = greetings.filter(({ isPending, isFit }) => isPending && isFit);
  const stopped = greetings.filter(({ isPending, isFit, attempt }) => (!isPending || !isFit) && attempt > 0);
  return [
    ...(going.length === 0
      ? []
      : [
          fc.tuple(by, oneOf(going), fc.nat(3)).map(([device, { token, greeter: user }, kind]): StoryCall => {
            if (kind === 0) return { cmd: 'user_revoke', by: device, user };
            if (kind === 1) return { cmd: 'user_update', by: device, user, profile: 'STANDARD' };
            return { cmd: kind === 2 ? 'invite_cancel' : 'invite_complete', by: device, token };
          }),
        ]),
    ...(stopped.length === 0
      ? []
      : [
          fc
            .tuple(oneOf(stopped), fc.boolean(), fc.nat(2), fc.constantFrom(...REASONS))
            .map(([{ token, greeter, device, attempt }, isClaimer, kind, reason]): StoryCall => {
              const side = isClaimer || device === undefined ? {} : { by: device };
              if (kind === 0) return { cmd: 'greeting_start', ...side, token, greeter };
              return kind === 1
                ? { cmd: 'greeting_step', ...side, token, greeter, attempt, step: 0 }
                : { cmd: 'greeting_cancel', ...side, token, greeter, attempt, reason };
            }),
        ]),
  ];
}

/** Both sides of a greeting up to a step, which single moves would seldom reach. */
const anyRun = (state: OrganizationState, tokens: readonly string[]): fc.Arbitrary<StoryCall> =>
  fc.tuple(oneOf(tokens), fc.nat(8)).map(([token, step]) => {
    const greeter = suitableGreeter(state, token);
    const by = [...state.devices].findLast(([, user]) => user === greeter)?.[0] ?? `${greeter}-laptop`;
    return { cmd: 'greeting_run', by, token, greeter, step };
  });

/** A user who may greet an invitation. */
function suitableGreeter(state: OrganizationState, token: string): string {
  const invitation = state.invitations.find((one) => one.token === token);
  if (invitation?.type === 'DEVICE') return inviteeOf(token);
  const admins = [...state.users].filter(([, { profile: as, revoked }]) => as === 'ADMIN' && !revoked);
  return admins.at(-1)?.[0] ?? 'alice';
}
