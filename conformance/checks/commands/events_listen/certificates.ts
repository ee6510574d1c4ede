import { verifies } from '../../../src/judge/verifies.ts';
import type { PreparedCommand } from '../../../src/people/added-certificates.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

/** A command, and the timestamp of its certificates. */
type Dated = PreparedCommand & { readonly at: Instant };

// In code, because the event may arrive before the reply to the command. The certificate must be
// readable by then.
verifies('events_listen/certificate-already-there', { needs: ['events'] }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const stream = await judge.listen(bob);
    const person = judge.cast.newUser('carol');
    const commands: readonly (() => Dated)[] = [
      () => judge.members.enrolment(alice, { person }),
      () => judge.members.addition(alice),
      () => judge.members.profileChange(alice, person, 'ADMIN'),
      () => judge.members.revocation(alice, person),
    ];
    for (const make of commands) {
      const change = make();
      const { cmd } = change.message;
      const answer = judge.members.send(alice, change, cmd);
      await stream.certificate(change.at, `the event of ${cmd}`);
      const { common } = await certificatesOf(judge, bob, change.at.plus(-1));
      judge.expect.equal(common, change.added.full, `the certificates of ${cmd} after its event`);
      judge.expect.reply(await answer, 'ok', cmd);
    }
  }),
);
