import type { EnrolmentParts } from '../../src/certificate/index.ts';
import { joinHistories } from '../../src/certificate/index.ts';
import { certificatesOf } from '../../src/effects/index.ts';
import type { Bootstrapped, Enrolled, Expected, Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import { coherenceFaults } from './coherence-faults.ts';
import { decodingFaults } from './decoding-faults.ts';

/** An enrolment of dave that is refused, by what is wrong with it. */
interface Cause {
  readonly what: string;
  readonly changes: Partial<EnrolmentParts>;
  readonly answer: Expected;
}

/** Every cause of refusal, those left out that a server only SHOULD know. */
async function causes(judge: Judge, live: Bootstrapped, bob: Enrolled): Promise<readonly Cause[]> {
  const person = judge.cast.person('dave');
  const invalid: Cause[] = [];
  for (const [requirement, faultsOf] of [...decodingFaults, ...coherenceFaults]) {
    if (requirement.endsWith('-not-redacted')) continue;
    const { faults, honest } = await faultsOf(judge, live);
    for (const [fault, changes] of Object.entries(faults).slice(0, 2)) {
      const what = `${requirement}: ${fault}`;
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
      changes: { person, at: judge.now().plusSeconds(310) },
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

verifies('user_create/refused-leaves-no-trace', { needs: ['administration'] }, async (judge) => {
  const live = await judge.bootstrapped();
  const { author: alice, founding } = live;
  const bob = await judge.members.enrol(alice, 'bob');
  const before = joinHistories(founding, bob.enrolment).full;
  const dave = judge.cast.person('dave');
  const newcomer = { organization: alice.organization, device: dave.device };
  const unknown = async (what: string) => {
    const info = await judge.rpc.authenticated(newcomer, { cmd: 'organization_info' });
    judge.expect.answer(info, 403, `the new device after: ${what}`);
  };
  for (const { what, changes, answer } of await causes(judge, live, bob)) {
    const refused = await judge.members.send(alice, judge.members.enrolment(alice, changes), what);
    judge.expect.answer(refused, answer, what);
    const { common } = await certificatesOf(judge, alice);
    judge.expect.equal(common, before, `common certificates after: ${what}`, refused);
    if (changes.device === undefined) await unknown(what);
  }
  const listed = await judge.administration.users(alice.organization);
  const ids = judge.expect.list(judge.expect.json(listed), 'users').map((user) => Object(user).user_id);
  const expected = [founding.person.userId.hex, bob.person.userId.hex].sort();
  judge.expect.equal(ids.sort(), expected, 'users after all refusals', listed);
  await judge.members.enrol(alice, dave);
  const info = await judge.rpc.authenticated(newcomer, { cmd: 'organization_info' });
  judge.expect.reply(info, 'ok', 'the new device after the corrected request');
});

verifies(
  'user_create/refused-leaves-no-trace',
  { needs: ['administration'], case: 'limit-reached' },
  async (judge) => {
    const { author: alice, founding } = await judge.bootstrapped({ active_users_limit: 1 });
    const enrolment = judge.members.enrolment(alice);
    const refused = await judge.members.send(alice, enrolment, 'one user too many');
    judge.expect.reply(refused, 'active_users_limit_reached', 'one user too many');
    const { common } = await certificatesOf(judge, alice);
    judge.expect.equal(common, founding.history.full, 'common certificates after the refusal', refused);
    judge.expect.json(await judge.administration.patch(alice.organization, { active_users_limit: 2 }));
    judge.expect.reply(
      await judge.members.send(alice, enrolment),
      'ok',
      'the very same request with a seat more',
    );
  },
);
