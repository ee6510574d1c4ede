import { emailOf, type OrganizationName, ownerOf, type StoryCall } from '@parsec-spec/spec/stories';
import type { OrganizationState } from '../model/state.ts';

/** The calls of a life that changed something, oldest first. */
export type PastChanges = readonly StoryCall[];

/** The part of a past that is about one organization. */
export const changesIn = (past: PastChanges, name: OrganizationName | 'first'): PastChanges =>
  past.filter((call) => (call.in ?? 'first') === name);

/** The subject of changes of the whole organization. */
export const ORGANIZATION = 'the organization';

/** Number of the latest changes of a subject that tell its past. */
const REMEMBERED = 3;

/** The users, devices, invitations and so on that a call changes, by name. */
function subjectsOf(call: StoryCall): readonly string[] {
  switch (call.cmd) {
    case 'user_create':
      return [call.user, call.email];
    case 'device_create':
      return [call.device, ownerOf(call.by)];
    case 'user_update':
    case 'user_revoke':
    case 'user_freeze':
    case 'user_unfreeze':
      return [call.user, emailOf(call.user)];
    case 'invite_new_user':
      return [call.email];
    case 'invite_new_device':
    case 'tos_accept':
      return [ownerOf(call.by)];
    case 'stream_open':
    case 'stream_close':
    case 'stream_resume':
      return [call.by, ownerOf(call.by)];
    default:
      if ('greeter' in call) return [call.token, call.greeter];
      return 'token' in call ? [call.token] : [ORGANIZATION];
  }
}

/** Whether a call is by, about or on one of the subjects of the latest change. */
export function followsChange(call: StoryCall, past: PastChanges): boolean {
  const latest = past.at(-1);
  const subjects = latest === undefined ? [] : subjectsOf(latest);
  const by = 'by' in call && call.by !== undefined ? [call.by, ownerOf(call.by)] : [];
  return [...by, ...subjectsOf(call)].some((one) => one !== ORGANIZATION && subjects.includes(one));
}

/** A word for a change: the command, or the new profile of a user, or the side of a greeting. */
const wordOf = (call: StoryCall): string =>
  call.cmd === 'user_update' || call.cmd === 'user_create'
    ? call.profile
    : call.cmd === 'greeting_start' && call.by === undefined
      ? 'claimer_start'
      : call.cmd;

/** Changes that many make up one. */
const CONTINUED: readonly string[] = ['greeting_step', 'greeting_run'];

/** The latest changes of each subject, such as `user_freeze OUTSIDER user_unfreeze`. */
export function changesBySubject(past: PastChanges): ReadonlyMap<string, string> {
  const changes = new Map<string, readonly string[]>();
  for (const call of past)
    for (const subject of subjectsOf(call)) {
      const before = changes.get(subject) ?? [];
      const word = wordOf(call);
      const isContinued = before.at(-1) === word && CONTINUED.includes(word);
      if (!isContinued) changes.set(subject, [...before, word].slice(-REMEMBERED));
    }
  return new Map([...changes].map(([subject, words]) => [subject, words.join(' ')]));
}

/**
 * The same state with its users, devices, invitations and greetings in the order of their latest change,
 * because rules that hold alone fail after another change.
 */
export function inOrderOfChange(state: OrganizationState, past: PastChanges): OrganizationState {
  const changedAt = new Map(
    past.flatMap((call, index) => subjectsOf(call).map((one) => [one, index] as const)),
  );
  const rank = (...subjects: readonly (string | null)[]) =>
    Math.max(...subjects.map((one) => changedAt.get(one ?? '') ?? -1));
  const sorted = <Item>(items: Iterable<Item>, rankOf: (item: Item) => number): Item[] =>
    [...items].sort((left, right) => rankOf(left) - rankOf(right));
  return {
    ...state,
    users: new Map(sorted(state.users, ([name]) => rank(name))),
    devices: new Map(sorted(state.devices, ([device, name]) => rank(device, name))),
    invitations: sorted(state.invitations, ({ token, about }) => rank(token, about)),
    greetings: new Map(sorted(state.greetings, ([key]) => rank(...key.split(' ')))),
  };
}
