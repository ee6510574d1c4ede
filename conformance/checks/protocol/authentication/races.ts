import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

// Races: the calls of a story follow each other.

const NAMES = ['bob', 'carol', 'dave', 'erin'];

/** Asserts that users who first call while a change is made are refused with this status afterwards. */
const expectRefusedAfter = (
  judge: Judge,
  status: number,
  change: (alice: Member, member: Member) => Promise<Exchange>,
): Promise<void> =>
  withSharedOrganization(judge, async ({ alice }) => {
    for (const name of NAMES) {
      const member = await judge.members.enrol(alice, name);
      const [, changed] = await judge.atOnce([
        () => askOrganization(judge, member),
        () => change(alice, member),
      ]);
      if (changed !== undefined) judge.expect.answer(changed, [200, 'ok'], 'the change');
      await judge.eventually(() => askOrganization(judge, member), status, 'the change');
    }
  });

verifies(
  'authentication/freeze-at-once',
  {
    case: 'while-authenticating',
    needs: ['administration'],
    why: 'The server may be reading a device for the first time while its user is frozen.',
  },
  (judge) =>
    expectRefusedAfter(judge, 462, (_, { organization, person }) =>
      judge.administration.freeze(organization, { frozen: true, user_id: person.userId.hex }),
    ),
);

verifies('authentication/revocation-at-once', { case: 'while-authenticating' }, (judge) =>
  expectRefusedAfter(judge, 461, (alice, { person }) =>
    judge.members.send(alice, judge.members.revocation(alice, person), 'the revocation'),
  ),
);
