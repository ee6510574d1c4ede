import { certificatesOf } from '../../src/effects/index.ts';
import type { Enrolled, Judge, Member } from '../../src/judge/index.ts';
import { inOffice } from '../../src/office/index.ts';
import type { Made } from '../../src/trials/index.ts';
import { verifies } from '../../src/verifies/index.ts';

type Makes = (judge: Judge, people: { readonly alice: Member; readonly bob: Enrolled }) => Made;

/** Honest commands that add to the history of an organization of alice and bob. */
const commands: Readonly<Record<string, Makes>> = {
  'user-create': (judge, { alice }) =>
    judge.members.enrolment(alice, { person: judge.cast.newcomer('carol') }),
  'device-create': (judge, { alice }) => judge.members.addition(alice),
  'user-update': (judge, { alice, bob }) => judge.members.profileChange(alice, bob.person, 'ADMIN'),
  'user-revoke': (judge, { alice, bob }) => judge.members.revocation(alice, bob.person),
};

/** The command with each of its fields put otherwise, one at a time, is answered 415; the honest one is accepted, and nothing else was kept. */
const refused = (judge: Judge, make: Makes, values: Readonly<Record<string, unknown>>): Promise<void> =>
  inOffice(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const { message } = make(judge, { alice, bob });
    for (const field of Object.keys(message).filter((name) => name !== 'cmd')) {
      for (const [what, value] of Object.entries(values)) {
        const changed = { message: { ...message, [field]: value } };
        const answer = await judge.members.send(alice, changed, `${field} ${what}`);
        judge.expect.answer(answer, 415, `${field} ${what}`);
      }
    }
    const honest = make(judge, { alice, bob });
    judge.expect.reply(await judge.members.send(alice, honest, 'valid'), 'ok', 'the honest command');
    const { common } = await certificatesOf(judge, alice, bob.enrolment.at);
    judge.expect.equal(common, honest.history.full, 'common certificates since');
  });

for (const [name, make] of Object.entries(commands)) {
  verifies('encoding/required-field-present', { case: name }, (judge) =>
    refused(judge, make, { absent: undefined, nil: null }),
  );

  verifies('encoding/field-type', { case: name }, (judge) =>
    refused(judge, make, { 'a boolean': true, 'a time': judge.now(), 'an identifier': judge.random.id() }),
  );
}
