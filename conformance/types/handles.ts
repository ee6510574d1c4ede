import { inOffice } from '../src/office/index.ts';
import { verifies } from '../src/verifies/index.ts';

const taken = 'human_handle_already_taken';

verifies('types/handle-equal-by-email', (judge) =>
  inOffice(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const carol = judge.cast.newcomer('carol');
    const { email, label } = bob.person;
    const enrols = (person: typeof carol, what: string) =>
      judge.members.send(alice, judge.members.enrolment(alice, { person }), what);
    const refused = await enrols({ ...carol, email }, 'the same e-mail, another name');
    judge.expect.reply(refused, taken, 'the same e-mail, another name');
    const namesake = await enrols({ ...carol, label }, 'the same name, another e-mail');
    judge.expect.reply(namesake, 'ok', 'the same name, another e-mail');
  }),
);

// By another spelling of its case it is another e-mail.
verifies('types/handle-case-counts', { case: 'by-enrolment' }, (judge) =>
  inOffice(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const carol = judge.cast.newcomer('carol');
    const enrols = (email: string) =>
      judge.members.send(alice, judge.members.enrolment(alice, { person: { ...carol, email } }), email);
    judge.expect.reply(await enrols(bob.person.email), taken, 'the same e-mail');
    judge.expect.reply(
      await enrols(bob.person.email.replace('bob', 'Bob')),
      'ok',
      'the same e-mail, but for the case',
    );
  }),
);
