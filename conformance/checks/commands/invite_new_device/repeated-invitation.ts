import { verifies } from '../../../src/judge/verifies.ts';
import {
  askDeviceInvitation,
  invitationIn,
  listInvitations,
} from '../../../src/vocabulary/actions/invitations.ts';

verifies('invite_new_device/pending-is-reused', { case: 'at-once' }, async (judge) => {
  for (let round = 1; round <= 3; round += 1) {
    const { author } = await judge.bootstrapped();
    const calls = Array.from({ length: 4 }, () => () => askDeviceInvitation(judge, author));
    const answers = await judge.atOnce(calls);
    const [first, ...others] = answers.map((answer) => invitationIn(judge, author, answer).hex);
    for (const hex of others) judge.expect.equal(hex, first, `the token in round ${round}`);
    judge.expect.equal((await listInvitations(judge, author)).length, 1, `invitations after round ${round}`);
  }
});
