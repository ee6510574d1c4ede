import { emailOf, ownerOf, type StoryCall } from '@parsec-spec/spec/stories';
import fc from 'fast-check';
import type { OrganizationState } from '../model/state.ts';
import { anyProfile, DEVICES, NAMES } from './names.ts';
import type { FallibleCommand } from './near-miss.ts';
import { nearMisses } from './near-misses.ts';

/** A near miss of a command. */
export const anyMistake = (command: FallibleCommand) =>
  fc.constantFrom(...Object.keys(nearMisses[command])).map((fault) => ({ fault }));

/** A mistake that the next call shall have: a near miss, an old date, or none. */
export interface PlannedMistake {
  readonly cmd: FallibleCommand;
  readonly part: { readonly fault?: string; readonly dated?: 'last' | 'before-last' };
}

const COMMANDS = ['user_create', 'device_create', 'user_update', 'user_revoke'] as const;

/** The mistakes that a call in a state can have. */
export const mistakesIn = ({ phase }: OrganizationState): readonly PlannedMistake[] =>
  (phase === 'bootstrapped' ? COMMANDS : (['organization_bootstrap'] as const)).flatMap((cmd) => [
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
  if (cmd === 'organization_bootstrap') {
    const { dated: _, ...mistake } = part;
    const link = state.links > 0 ? state.links : null;
    return fc.constantFrom('alice', 'bob').map((user) => ({ cmd, user, link, ...mistake }));
  }
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
          anyProfile,
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
      return fc
        .record({ cmd: fc.constant(cmd), by, user, profile: anyProfile })
        .map((call) => ({ ...call, ...part }));
    case 'user_revoke':
      return fc.record({ cmd: fc.constant(cmd), by, user }).map((call) => ({ ...call, ...part }));
  }
}

/** The name of a mistake. That of an old date has the call that the last certificate comes from. */
export const nameOfMistake = ({ cmd, part }: PlannedMistake, certificate: string | undefined): string =>
  `${cmd} with ${JSON.stringify(part)}${part.dated === undefined ? '' : ` after ${certificate}`}`;
