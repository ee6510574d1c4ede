import {
  emailOf,
  FOREIGN_TOKEN,
  NOBODY,
  type Profile,
  type StoryCall,
  UNKNOWN_ATTEMPT,
  UNKNOWN_TOKEN,
} from '@parsec-spec/spec/stories';
import type { OrganizationState } from '../model/state.ts';

/** All calls of a command in a state of a bootstrapped organization. */
export const callsOf = (command: keyof typeof calls, state: OrganizationState): readonly StoryCall[] =>
  calls[command](state);

const PROFILES: readonly Profile[] = ['ADMIN', 'STANDARD', 'OUTSIDER'];
const NEWCOMER = 'ida';
const LAST_STEP = 8;

/** Number of the latest greetings whose moves are listed. */
const MAX_GREETINGS = 4;

type ListCalls = (state: OrganizationState) => readonly StoryCall[];

/** Combines each item of a list with each one of another list. */
const each = <One, Other>(
  list: readonly One[],
  others: readonly Other[],
): readonly (readonly [One, Other])[] => list.flatMap((one) => others.map((other) => [one, other] as const));

const devicesOf = ({ devices }: OrganizationState) => [...devices.keys()];
const usersOf = ({ users }: OrganizationState) => [...users.keys(), NOBODY];
const tokensOf = ({ invitations }: OrganizationState) => [
  ...invitations.flatMap(({ token }) => token ?? []),
  UNKNOWN_TOKEN,
  FOREIGN_TOKEN,
];
const addressesOf = ({ users }: OrganizationState) => [
  ...new Set([...users.values()].map(({ email }) => email)),
  emailOf(NEWCOMER),
];

/** Calls of a device that name nothing else. */
const byDevice =
  (
    cmd: 'invite_new_device' | 'invite_list' | 'list_frozen_users' | 'organization_info' | 'tos_get',
  ): ListCalls =>
  (state) =>
    devicesOf(state).map((by) => ({ cmd, by }));

const endings =
  (cmd: 'invite_cancel' | 'invite_complete'): ListCalls =>
  (state) =>
    each(devicesOf(state), tokensOf(state)).map(([by, token]) => ({ cmd, by, token }));

/** Moves of the latest greetings, by the claimer and by each device of the greeter. */
function moves(state: OrganizationState): readonly StoryCall[] {
  const begun = [...state.greetings].slice(-MAX_GREETINGS).map(([key, { names }]) => {
    const [token = '', greeter = ''] = key.split(' ');
    return { token, greeter, attempts: names.length };
  });
  const others = each(tokensOf(state), usersOf(state)).map(([token, greeter]) => ({
    ...{ token, greeter },
    attempts: 0,
  }));
  // Other starts only if there is no greeting, whose moves break more rules.
  return (begun.length > 0 ? begun : others).flatMap(({ token, greeter, attempts }) => {
    const own = [...state.devices].find(([, user]) => user === greeter)?.[0];
    const sides = [{}, ...(own === undefined ? [] : [{ by: own }])];
    const numbers = attempts === 0 ? [] : [attempts, Math.max(1, attempts - 1), UNKNOWN_ATTEMPT];
    return sides.flatMap((side): readonly StoryCall[] => [
      { cmd: 'greeting_start', ...side, token, greeter },
      ...numbers.flatMap((attempt): readonly StoryCall[] => [
        { cmd: 'greeting_cancel', ...side, token, greeter, attempt, reason: 'MANUALLY_CANCELLED' },
        ...Array.from({ length: LAST_STEP + 1 }, (_, step) => step).flatMap((step): readonly StoryCall[] => [
          { cmd: 'greeting_step', ...side, token, greeter, attempt, step },
          { cmd: 'greeting_step', ...side, token, greeter, attempt, step, half: 'other' },
        ]),
      ]),
    ]);
  });
}

/** All calls of each command in a state, valid or not. The next call of a life is drawn from them. */
const calls = {
  user_create: (state) =>
    each(each(devicesOf(state), [...state.users.keys(), NEWCOMER]), addressesOf(state)).map(
      ([[by, user], email]) => ({ cmd: 'user_create', by, user, email, profile: 'STANDARD' }),
    ),
  device_create: (state) =>
    each(devicesOf(state), devicesOf(state)).map(([by, device]) => ({ cmd: 'device_create', by, device })),
  user_update: (state) =>
    each(each(devicesOf(state), usersOf(state)), PROFILES).map(([[by, user], profile]) => ({
      ...{ cmd: 'user_update', by, user, profile },
    })),
  user_revoke: (state) =>
    each(devicesOf(state), usersOf(state)).map(([by, user]) => ({ cmd: 'user_revoke', by, user })),
  invite_new_user: (state) =>
    each(devicesOf(state), addressesOf(state)).map(([by, email]) => ({ cmd: 'invite_new_user', by, email })),
  invite_new_device: byDevice('invite_new_device'),
  invite_cancel: endings('invite_cancel'),
  invite_complete: endings('invite_complete'),
  invite_list: byDevice('invite_list'),
  invite_info: (state) => tokensOf(state).map((token) => ({ cmd: 'invite_info', token })),
  list_frozen_users: byDevice('list_frozen_users'),
  organization_info: byDevice('organization_info'),
  tos_get: byDevice('tos_get'),
  tos_accept: (state) =>
    each(devicesOf(state), [state.published, Math.max(0, state.published - 1)]).map(([by, terms]) => ({
      ...{ cmd: 'tos_accept', by, terms },
    })),
  freeze: (state) =>
    usersOf(state).flatMap((user) => [
      { cmd: 'user_freeze', user },
      { cmd: 'user_unfreeze', user },
      { cmd: 'user_freeze', user, byAddress: true },
      { cmd: 'user_unfreeze', user, byAddress: true },
    ]),
  greeting: moves,
} satisfies Readonly<Record<string, ListCalls>>;

/** How many times as often the calls of a command are listed, because they break more rules. */
const SHARES: Readonly<Partial<Record<keyof typeof calls, number>>> = {
  user_create: 2,
  device_create: 2,
  user_update: 3,
  user_revoke: 3,
  invite_cancel: 2,
  invite_complete: 2,
  greeting: 20,
};

/** The commands, and groups of them, whose calls can be listed, each as often as its share. */
export const listedCommands = (Object.keys(calls) as readonly (keyof typeof calls)[]).flatMap((command) =>
  Array.from({ length: SHARES[command] ?? 1 }, () => command),
);
