import { ownerOf, type StoryCall } from '@parsec-spec/spec/stories';
import type { OrganizationState } from '../model/state.ts';
import { DEVICES } from './names.ts';
import type { PastChanges } from './past-changes.ts';

/** Number of the latest changes that may be repeated. */
const REMEMBERED = 6;

/** Number of other devices that may repeat a change. */
const MAX_OTHERS = 4;

/** The change that undoes another one. */
const OPPOSITES: Readonly<Partial<Record<StoryCall['cmd'], StoryCall['cmd']>>> = {
  user_freeze: 'user_unfreeze',
  user_unfreeze: 'user_freeze',
  organization_expire: 'organization_unexpire',
  organization_unexpire: 'organization_expire',
  organization_publish_terms: 'organization_remove_terms',
  organization_remove_terms: 'organization_publish_terms',
};

/**
 * Candidates for the next call of a life: one of its latest changes as it was, undone, by another device, or
 * with one other part, because rules that hold once may fail at the second or third time.
 *
 * @param seed - determines which one
 */
export function repeatsOf(past: PastChanges, state: OrganizationState, seed: number): readonly StoryCall[] {
  const latest = past.slice(-REMEMBERED);
  const call = latest[seed % Math.max(1, latest.length)];
  if (call === undefined) return [];
  const { in: _, malformed: __, ...plain } = call;
  return [plain, ...undone(plain), ...byOthers(plain, state), ...withOtherParts(plain)];
}

function undone(call: StoryCall): readonly StoryCall[] {
  const cmd = OPPOSITES[call.cmd];
  return cmd === undefined ? [] : [{ ...call, cmd } as StoryCall];
}

/** The call by other devices. Only a greeter makes the moves of a greeting. */
function byOthers(call: StoryCall, { devices }: OrganizationState): readonly StoryCall[] {
  if (!('by' in call) || call.by === undefined || 'stream' in call) return [];
  const { by } = call;
  const others = [...devices.keys()].filter(
    (device) => device !== by && (!('greeter' in call) || ownerOf(device) === ownerOf(by)),
  );
  return others.slice(-MAX_OTHERS).map((device) => ({ ...call, by: device }));
}

function withOtherParts(call: StoryCall): readonly StoryCall[] {
  switch (call.cmd) {
    case 'user_update':
      return (['ADMIN', 'STANDARD', 'OUTSIDER'] as const).map((profile) => ({ ...call, profile }));
    case 'device_create':
      return DEVICES.map((kind) => ({ ...call, device: `${ownerOf(call.by)}-${kind}` }));
    case 'user_freeze':
    case 'user_unfreeze': {
      const { byAddress = false, ...named } = call;
      return [byAddress ? named : { ...named, byAddress: true }];
    }
    case 'organization_create': {
      const { terms: _, ...plain } = call;
      return [plain, { ...plain, terms: 'published' }];
    }
    case 'tos_accept':
      return [{ ...call, terms: call.terms + 1 }];
    default:
      return [];
  }
}
