import fc from 'fast-check';
import type { Profile } from '../model/calls.ts';
import { inviteeOf } from '../model/calls.ts';
import { newGreeting } from '../model/greeting-model.ts';
import { movesAt } from '../model/greeting-paths.ts';
import type { OrganizationState } from '../model/state.ts';
import { type GreetingStoryCall, ownerOf, type StoryCall, type StorySettings } from './story.ts';

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
  greet: 8,
  freeze: 2,
  expire: 1,
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
const emailOf = (name: string) => `${name}@example.com`;

/** An element of a list. Each of the last three is three times as likely as each earlier one. */
const oneOf = <T>(list: readonly T[]): fc.Arbitrary<T> => {
  const latest = list.slice(-3);
  return fc.constantFrom(...list, ...latest, ...latest);
};

/** A call in a state, valid or not. Its subjects exist; most are recent. */
export function anyCall(state: OrganizationState, frequency: Weights): fc.Arbitrary<StoryCall> {
  const by = oneOf([...state.devices.keys()]);
  const users = [...state.users.keys()];
  const user = oneOf(users);
  const newUsers = NAMES.filter((name) => !state.users.has(name));
  const tokens = state.invitations.flatMap(({ token }) => token ?? []);
  const dated = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom({ dated: 'last' as const }, { dated: 'before-last' as const }) },
  );
  const cmd = <Name extends StoryCall['cmd']>(...names: Name[]) => fc.constantFrom(...names);
  const kinds: Partial<Record<keyof Weights, fc.Arbitrary<StoryCall>>> = {
    enrol: fc
      .tuple(
        by,
        dated,
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
    addDevice: fc.tuple(by, dated, fc.constantFrom(...DEVICES)).map(([author, date, kind]) => ({
      cmd: 'device_create',
      by: author,
      device: `${ownerOf(author)}-${kind}`,
      ...date,
    })),
    update: fc
      .tuple(fc.record({ cmd: cmd('user_update'), by, user, profile }), dated)
      .map(([call, date]) => ({ ...call, ...date })),
    revoke: fc
      .tuple(fc.record({ cmd: cmd('user_revoke'), by, user }), dated)
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
    certificates: fc.record({ cmd: cmd('certificate_get'), by }),
    organizationInfo: fc.record({ cmd: cmd('organization_info'), by }),
    freeze: fc.record({ cmd: cmd('user_freeze', 'user_unfreeze', 'user_unfreeze'), user }),
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
          greet: anyMove(state, tokens),
        }),
  };
  return fc.oneof(
    ...Object.entries(kinds).map(([kind, arbitrary]) => ({
      weight: frequency[kind as keyof Weights],
      arbitrary,
    })),
  );
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

/** A user who may greet an invitation. */
function suitableGreeter(state: OrganizationState, token: string): string {
  const invitation = state.invitations.find((one) => one.token === token);
  if (invitation?.type === 'DEVICE') return inviteeOf(token);
  const admins = [...state.users].filter(([, { profile: as, revoked }]) => as === 'ADMIN' && !revoked);
  return admins.at(-1)?.[0] ?? 'alice';
}
