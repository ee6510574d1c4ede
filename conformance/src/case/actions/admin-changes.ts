import type { Need } from '../check.ts';
import type { Judge } from '../judge.ts';
import type { Member } from '../members.ts';

type Profile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';
type Step = Profile | 'freeze' | 'unfreeze' | 'revoke';

/** A change to an ADMIN, and the state of the user afterwards. */
export interface AdminChange {
  /** Suffix of the check ids. */
  readonly name: string;
  readonly needs: readonly Need[];
  /** Whether the user is an ADMIN afterwards. A frozen one is, a revoked one is not. */
  readonly isAdmin: boolean;
  /** Whether the user's devices are served afterwards. */
  readonly isServed: boolean;
  /** Whether only the profile changes: the user's event streams may then stay open. */
  readonly isOfProfile: boolean;
  /** Applies the change to a user, on behalf of another ADMIN. */
  readonly apply: (judge: Judge, by: Member, user: Member) => Promise<void>;
}

/**
 * Names of changes, each with its steps. Every rule on former administrators is tried after each of
 * them.
 */
const CHANGE_SEQUENCES: Readonly<Record<string, readonly Step[]>> = {
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

async function applyStep(judge: Judge, by: Member, { organization, person }: Member, step: Step) {
  if (step === 'revoke') await judge.members.revoke(by, person);
  else if (step === 'freeze' || step === 'unfreeze') {
    const user = { frozen: step === 'freeze', user_id: person.userId.hex };
    judge.expect.json(await judge.administration.freeze(organization, user), 200, step);
  } else await judge.members.setProfile(by, person, step);
}

/** Changes that can happen to an ADMIN who created an invitation or greets with one. */
export const adminChanges: readonly AdminChange[] = Object.entries(CHANGE_SEQUENCES).map(([name, steps]) => {
  const profile = steps.findLast((step) => ['ADMIN', 'STANDARD', 'OUTSIDER'].includes(step)) ?? 'ADMIN';
  const isRevoked = steps.includes('revoke');
  const freezes = steps.includes('freeze');
  return {
    name,
    needs: freezes ? ['administration'] : [],
    isAdmin: profile === 'ADMIN' && !isRevoked,
    isServed: !isRevoked && (!freezes || steps.includes('unfreeze')),
    isOfProfile: !isRevoked && !freezes,
    apply: async (judge, by, user) => {
      for (const step of steps) await applyStep(judge, by, user, step);
    },
  };
});
