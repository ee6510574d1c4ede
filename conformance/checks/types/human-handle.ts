import { verifies } from '../../src/judge/verifies.ts';
import { askUserInvitation } from '../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../src/vocabulary/organizations/invitation-organization.ts';
import { withSharedOrganization } from '../../src/vocabulary/organizations/shared-organization.ts';

const handleTaken = 'human_handle_already_taken';

verifies('types/handle-equal-by-email', (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const carol = judge.cast.newUser('carol');
    const { email, label } = bob.person;
    const enrols = (person: typeof carol, what: string) =>
      judge.members.send(alice, judge.members.enrolment(alice, { person }), what);
    const refused = await enrols({ ...carol, email }, 'the same e-mail, another name');
    judge.expect.reply(refused, handleTaken, 'the same e-mail, another name');
    const namesake = await enrols({ ...carol, label }, 'the same name, another e-mail');
    judge.expect.reply(namesake, 'ok', 'the same name, another e-mail');
  }),
);

// The e-mail address is case-sensitive, so another letter case is another address.
verifies('types/handle-case-counts', { case: 'by-enrolment' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const carol = judge.cast.newUser('carol');
    const enrols = (email: string) =>
      judge.members.send(alice, judge.members.enrolment(alice, { person: { ...carol, email } }), email);
    judge.expect.reply(await enrols(bob.person.email), handleTaken, 'the same e-mail');
    judge.expect.reply(
      await enrols(bob.person.email.replace('bob', 'Bob')),
      'ok',
      'the same e-mail, but for the case',
    );
  }),
);

verifies('types/handle-case-counts', { case: 'by-invitation' }, async (judge) => {
  const { alice, bob } = await invitationOrganization(judge);
  const invites = (claimer_email: string) =>
    askUserInvitation(judge, alice, claimer_email, { label: claimer_email });
  const { email } = bob.person;
  judge.expect.answer(await invites(email), 'claimer_email_already_enrolled', 'the e-mail of a member');
  judge.expect.reply(await invites(email.replace(/^b/, 'B')), 'ok', 'the same, but for the case');
  const pending = freshAddress(judge);
  const [first, second] = [await invites(pending), await invites(pending.replace('@e', '@E'))];
  const tokens = [first, second].map((answer) =>
    hex(judge.expect.bytes(judge.expect.reply(answer), 'token')),
  );
  judge.expect.that(tokens[0] !== tokens[1], 'two invitations for two spellings', 'one token', second);
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
