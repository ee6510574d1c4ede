import { wrongAuthors } from '../../src/trials/index.ts';
import type { Bootstrapped, Judge } from '../../src/judge/index.ts';
import type { EnrolmentRule } from './enrolment-faults.ts';
import { slots } from './slots.ts';

/** Another ADMIN and a second device of the founder's: whose signatures are good elsewhere, and not here. */
async function elsewhere(judge: Judge, { author, founding }: Bootstrapped) {
  const adam = await judge.members.enrol(author, 'adam', { profile: 'ADMIN' });
  const phone = await judge.members.addDevice(author, 'alice-phone');
  return {
    before: [adam.enrolment, phone.addition],
    changes: wrongAuthors({
      admin: adam.device,
      second: phone.device,
      root: founding.root,
      stranger: judge.cast.signingKey('stranger'),
    }),
  };
}

/** Certificates that the sending device did not sign, or that do not name it, slot by slot (USER-05). */
export const authorFaults: readonly EnrolmentRule[] = slots.map(
  ([name, slot]): EnrolmentRule => [
    `user_create/${name}-by-author`,
    async (judge, live) => {
      const { before, changes } = await elsewhere(judge, live);
      const faults = Object.entries(changes).map(([what, change]) => [what, { [slot]: change }]);
      return { before, faults: Object.fromEntries(faults) };
    },
  ],
);

/** The same about all four alike: nothing but the author tells that they are wrong. */
export const authorOfAllFaults: EnrolmentRule[1] = async (judge, live) => {
  const { before, changes } = await elsewhere(judge, live);
  const faults = Object.entries(changes).map(([what, change]) => [
    what,
    Object.fromEntries(slots.map(([, slot]) => [slot, change])),
  ]);
  return { before, faults: Object.fromEntries(faults) };
};
