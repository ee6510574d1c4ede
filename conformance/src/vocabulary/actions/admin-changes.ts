import type { Need } from '../../judge/check.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import { setFrozen } from './member-calls.ts';

type Profile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';
type Change = Profile | 'freeze' | 'unfreeze' | 'revoke';

/** A change of a user who was ADMIN, and the rights of that user afterwards. */
export interface AdminChange {
  /** Part of the check ids. */
  readonly name: string;
  readonly needs: readonly Need[];
  /** Whether the user is ADMIN afterwards. A frozen ADMIN counts, a revoked one does not. */
  readonly isAdmin: boolean;
  /** Whether the user's devices are served afterwards. */
  readonly isServed: boolean;
  /** Makes the change. `by` is another ADMIN. */
  readonly apply: (judge: Judge, by: Member, user: Member) => Promise<void>;
}

/** The single changes of each sequence, by its name. */
const CHANGE_SEQUENCES: Readonly<Record<string, readonly Change[]>> = {
  standard: ['STANDARD'],
  outsider: ['OUTSIDER'],
  'standard-then-outsider': ['STANDARD', 'OUTSIDER'],
  'promoted-again': ['OUTSIDER', 'ADMIN'],
  frozen: ['freeze'],
  unfrozen: ['freeze', 'unfreeze'],
  'demoted-then-frozen': ['STANDARD', 'freeze'],
  'demoted-while-frozen': ['freeze', 'OUTSIDER', 'unfreeze'],
  revoked: ['revoke'],
  'frozen-then-revoked': ['freeze', 'revoke'],
  'demoted-then-revoked': ['OUTSIDER', 'revoke'],
};

async function applyChange(judge: Judge, by: Member, user: Member, change: Change) {
  if (change === 'revoke') await judge.members.revoke(by, user.person);
  else if (change === 'freeze' || change === 'unfreeze') await setFrozen(judge, user, change === 'freeze');
  else await judge.members.setProfile(by, user.person, change);
}

/** All changes of an ADMIN after which the rules on former ADMINs are checked. */
export const adminChanges: readonly AdminChange[] = Object.entries(CHANGE_SEQUENCES).map(
  ([name, changes]) => {
    const profile =
      changes.findLast((change) => ['ADMIN', 'STANDARD', 'OUTSIDER'].includes(change)) ?? 'ADMIN';
    const isRevoked = changes.includes('revoke');
    const freezes = changes.includes('freeze');
    return {
      name,
      needs: freezes ? ['administration'] : [],
      isAdmin: profile === 'ADMIN' && !isRevoked,
      isServed: !isRevoked && (!freezes || changes.includes('unfreeze')),
      apply: async (judge, by, user) => {
        for (const change of changes) await applyChange(judge, by, user, change);
      },
    };
  },
);
