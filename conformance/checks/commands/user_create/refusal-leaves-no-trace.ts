import type { Expected } from '../../../src/judge/expect.ts';
import { asNeeded } from '../../../src/judge/failure.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Enrolled } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { EnrolmentParts } from '../../../src/people/enrolment.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import {
  certificatesOf,
  expectCommon,
  listedUsers,
} from '../../../src/vocabulary/observations/organization.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/vocabulary/organizations/shared-organization.ts';
import { coherenceMistakes } from './coherence-mistakes.ts';
import { decodingMistakes } from './enrolment-mistakes.ts';

/** A refused enrolment of Dave, by its mistake. */
interface Cause {
  readonly what: string;
  readonly changes: Partial<EnrolmentParts>;
  readonly answer: Expected;
}

/** Every cause of refusal, except those that a server only SHOULD detect. */
function causes(judge: Judge, sharedOrganization: SharedOrganization, bob: Enrolled): readonly Cause[] {
  const person = judge.cast.newUser('dave');
  const invalid: Cause[] = [];
  for (const [requirement, mistakesOf] of [...decodingMistakes, ...coherenceMistakes]) {
    if (requirement.endsWith('-not-redacted')) continue;
    const { mistakes, honest } = mistakesOf(judge, sharedOrganization);
    for (const [mistake, changes] of Object.entries(mistakes).slice(0, 1)) {
      const what = `${requirement}: ${mistake}`;
      invalid.push({ what, changes: { person, ...honest, ...changes }, answer: 'invalid_certificate' });
    }
  }
  const stranger = { signedBy: judge.cast.signingKey('stranger') };
  return [
    ...invalid,
    {
      what: 'a stranger’s',
      changes: { person, redactedDeviceCertificate: stranger },
      answer: 'invalid_certificate',
    },
    {
      what: 'too early',
      changes: { person, at: judge.now().plusSeconds(900) },
      answer: 'timestamp_out_of_ballpark',
    },
    {
      what: 'too late',
      changes: { person, at: judge.now().plusSeconds(-350) },
      answer: 'timestamp_out_of_ballpark',
    },
    {
      what: 'before the last',
      changes: { person, at: bob.enrolment.at },
      answer: 'require_greater_timestamp',
    },
    {
      what: 'a user id in use',
      changes: { person: { ...person, userId: bob.person.userId } },
      answer: 'user_already_exists',
    },
    {
      what: 'a device id in use',
      changes: { person, device: { ...person.device, id: bob.device.id } },
      answer: 'user_already_exists',
    },
    {
      what: 'an e-mail in use',
      changes: { person: { ...person, email: bob.person.email } },
      answer: 'human_handle_already_taken',
    },
    { what: 'no command', changes: { person, command: { redacted_device_certificate: 1 } }, answer: 415 },
  ];
}

verifies('user_create/refused-leaves-no-trace', { needs: ['administration'] }, (judge) =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice, organization } = sharedOrganization;
    const bob = await judge.members.enrol(alice, 'bob');
    const since = bob.enrolment.at;
    const users = await listedUsers(judge, organization);
    for (const { what, changes, answer } of causes(judge, sharedOrganization, bob)) {
      const refused = await judge.members.send(alice, judge.members.enrolment(alice, changes), what);
      await asNeeded(() => judge.expect.answer(refused, answer, what));
      const { common } = await certificatesOf(judge, alice, since);
      judge.expect.equal(common, [], `common certificates since, after: ${what}`, refused);
    }
    judge.expect.equal(await listedUsers(judge, organization), users, 'users after all refusals');
    const dave = judge.cast.newUser('dave');
    const daveAuthor = { organization, device: dave.device };
    const info = () => askOrganization(judge, daveAuthor);
    judge.expect.answer(await info(), 403, 'the new device after all refusals');
    const { enrolment } = await judge.members.enrol(alice, dave);
    judge.expect.reply(await info(), 'ok', 'the new device after the corrected request');
    const { common } = await certificatesOf(judge, alice, since);
    await expectCommon(judge, common, enrolment.added.full, 'common certificates since, at last');
  }),
);

verifies(
  'user_create/refused-leaves-no-trace',
  { needs: ['administration'], case: 'limit-reached' },
  async (judge) => {
    const { author: alice, bootstrap } = await judge.bootstrapped({ active_users_limit: 1 });
    const enrolment = judge.members.enrolment(alice);
    const refused = await judge.members.send(alice, enrolment, 'one user too many');
    await asNeeded(() => judge.expect.reply(refused, 'active_users_limit_reached', 'one user too many'));
    const { common } = await certificatesOf(judge, alice);
    judge.expect.equal(common, bootstrap.added.full, 'common certificates after the refusal', refused);
    judge.expect.json(await judge.administration.patch(alice.organization, { active_users_limit: 2 }));
    judge.expect.reply(
      await judge.members.send(alice, enrolment),
      'ok',
      'the very same request with a seat more',
    );
  },
);

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
