import {
  completeInvitation,
  inviteUser,
  listInvitations,
  statusIn,
} from '../../../src/case/actions/invitations.ts';
import { verifies } from '../../../src/case/verifies.ts';

verifies('user_create/invitations-untouched', { case: 'none' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
  judge.expect.equal(await listInvitations(judge, bob), [], 'invitations after somebody came without one');
});

verifies('user_create/invitations-untouched', { case: 'pending' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const { email } = judge.cast.newUser('bob');
  const invitation = await inviteUser(judge, alice, email);
  await judge.members.enrol(alice, 'bob');
  const status = statusIn(judge, await listInvitations(judge, alice), invitation);
  judge.expect.equal(status, 'PENDING', 'status of the invitation after the enrolment');
  judge.expect.reply(await completeInvitation(judge, alice, invitation), 'ok', 'completing it');
});
