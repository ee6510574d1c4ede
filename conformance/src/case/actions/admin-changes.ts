import type { Need } from '../check.ts';
import type { Judge } from '../judge.ts';
import type { Member } from '../members.ts';

type Profile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';
type Step = Profile | 'freeze' | 'unfreeze' | 'revoke';

/** A change of a user who was ADMIN, and the rights of that user afterwards. */
export interface AdminChange {
  /** Part of the check ids. */
  readonly name: string;
  readonly needs: readonly Need[];
  /** Whether the user is ADMIN afterwards. A frozen ADMIN counts, a revoked one does not. */
  readonly isAdmin: boolean;
  /** Whether the user's devices are served afterwards. */
  readonly isServed: boolean;
  /** Whether only the profile changes. The event streams of the user may then stay open. */
  readonly isOfProfile: boolean;
  /** Makes the change. `by` is another ADMIN. */
  readonly apply: (judge: Judge, by: Member, user: Member) => Promise<void>;
}

/** The steps of each change, by its name. */
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

/** All changes of an ADMIN after which the rules on former ADMINs are checked. */
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
