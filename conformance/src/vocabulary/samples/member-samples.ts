import type { Judge } from '../../judge/judge.ts';
import type { PreparedCommand } from '../../people/added-certificates.ts';
import { certificatesOf, expectCommon } from '../observations/organization.ts';
import { type FieldKinds, type Sample, type SampleMembers, sendAs } from './sample.ts';

/** A name that no other person or device of the check has, for `cast`. */
export const freshName = (judge: Judge, name: string): string => `${name}-${judge.random.hex(8)}`;

/**
 * A sample of a command that adds certificates.
 *
 * @param certificates - names of the fields that contain certificates
 * @param subject - prepares the user or device that the command is about
 */
export const memberSample = <Subject>(
  certificates: readonly string[],
  subject: (judge: Judge, members: SampleMembers) => Promise<Subject>,
  make: (judge: Judge, members: SampleMembers, subject: Subject) => PreparedCommand,
): Sample => ({
  family: 'authenticated',
  fields: Object.fromEntries(certificates.map((name) => [name, { is: 'bytes' }])) satisfies FieldKinds,
  async prepare(judge, members) {
    const { caller } = members;
    const about = await subject(judge, members);
    const since = judge.now();
    let last: PreparedCommand | undefined;
    return {
      message: () => {
        last = make(judge, members, about);
        return last.message;
      },
      send: sendAs(judge, 'authenticated', caller),
      expectEffect: async () => {
        const { common } = await certificatesOf(judge, caller, since);
        await expectCommon(judge, common, last?.added.full ?? [], 'common certificates since');
      },
    };
  },
});
