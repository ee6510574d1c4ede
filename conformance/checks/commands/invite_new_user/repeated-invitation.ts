import { verifies } from '../../../src/judge/verifies.ts';
import {
  askUserInvitation,
  invitationIn,
  listInvitations,
} from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

const rounds = 4;

verifies(
  'invite_new_user/pending-is-reused',
  { case: 'at-once', why: 'A server that checks and then inserts without a lock creates two invitations.' },
  async (judge) => {
    const { alice, adam } = await invitationOrganization(judge);
    for (let round = 1; round <= rounds; round += 1) {
      const email = freshAddress(judge);
      const authors = [alice, adam, alice, adam];
      const answers = await judge.atOnce(
        authors.map((author) => () => askUserInvitation(judge, author, email, { label: `round ${round}` })),
      );
      const [first, ...others] = answers.map((answer) => invitationIn(judge, alice, answer).hex);
      for (const hex of others) judge.expect.equal(hex, first, `the token in round ${round}`);
      const items = await listInvitations(judge, alice);
      const own = items.filter(({ claimer_email }) => claimer_email === email);
      judge.expect.equal(own.length, 1, `items of the address of round ${round}`);
    }
  },
);
