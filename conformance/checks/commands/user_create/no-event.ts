import { asNeeded } from '../../../src/case/failure.ts';
import { withSharedOrganization } from '../../../src/case/organizations/shared-organization.ts';
import { verifies } from '../../../src/case/verifies.ts';

// The event of the later accepted command would come after an event of the refused one.
verifies('user_create/refused-leaves-no-trace', { needs: ['events'], case: 'event' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const stream = await judge.listen(alice);
    const person = judge.cast.newUser('carol');
    const stranger = { signedBy: judge.cast.signingKey('stranger') };
    for (const [what, changes, answer] of [
      ['a stranger’s', { person, redactedDeviceCertificate: stranger }, 'invalid_certificate'],
      ['too late', { person, at: judge.now().plusSeconds(-350) }, 'timestamp_out_of_ballpark'],
      ['before the last', { person, at: bob.enrolment.at }, 'require_greater_timestamp'],
      ['an e-mail in use', { person: { ...person, email: bob.person.email } }, 'human_handle_already_taken'],
    ] as const) {
      const enrolment = judge.members.enrolment(alice, changes);
      const refused = await judge.members.send(alice, enrolment, what);
      await asNeeded(() => judge.expect.reply(refused, answer, what));
    }
    const carol = await judge.members.enrol(alice, person);
    await stream.certificate(carol.enrolment.at, 'the event of the corrected request');
  }),
);
