import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

verifies('user_revoke/certificate-handed-out', (judge) =>
  withSharedOrganization(judge, async ({ alice, since }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const carol = await judge.members.enrol(alice, 'carol');
    const revocation = await judge.members.revoke(alice, bob.person);
    const history = joinCertificates(bob.enrolment, carol.enrolment, revocation).full;
    for (const reader of [alice, carol]) {
      const { common } = await certificatesOf(judge, reader, since);
      await expectCommon(
        judge,
        common,
        history,
        `common certificates, as ${reader.person.name} receives them`,
      );
    }
  }),
);

verifies('user_revoke/certificate-handed-out', { case: 'an-admin' }, async (judge) => {
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const revocation = await judge.members.revoke(adam, alice.person);
  const { common } = await certificatesOf(judge, adam);
  const history = joinCertificates(bootstrap, adam.enrolment, revocation).full;
  await expectCommon(judge, common, history, 'common certificates after the founder was revoked');
  await judge.eventually(() => askOrganization(judge, alice), 461, 'the revocation of the founder');
});

verifies('user_revoke/devices-refused', (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const phone = await judge.members.addDevice(bob, 'phone');
    // One device called before the revocation, the other never did.
    judge.expect.reply(await askOrganization(judge, bob), 'ok', 'bob before the revocation');
    await judge.members.revoke(alice, bob.person);
    for (const [name, device] of [
      ['laptop', bob],
      ['phone', phone],
    ] as const)
      await judge.eventually(
        () => askOrganization(judge, device),
        461,
        `the revocation of bob, on his ${name}`,
      );
    judge.expect.reply(await askOrganization(judge, alice), 'ok', 'the user who revoked bob');
  }),
);

verifies('user_revoke/streams-closed', { needs: ['events'] }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const phone = await judge.members.addDevice(bob, 'phone');
    const [ours, first, second] = await Promise.all([
      judge.listen(alice),
      judge.listen(bob),
      judge.listen(phone),
    ]);
    const revocation = await judge.members.revoke(alice, bob.person);
    await first.end('the end of the stream of bob’s laptop');
    await second.end('the end of the stream of bob’s phone');
    await ours.certificate(revocation.at, 'the event of the revocation');
    judge.expect.that(
      ours.isOpen,
      'a stream of alice that stays open',
      'the end of the stream',
      ours.opening,
    );
  }),
);

verifies('user_revoke/seat-and-email-freed', { needs: ['administration'] }, async (judge) => {
  const { author: alice } = await judge.bootstrapped({ active_users_limit: 2 });
  const bob = await judge.members.enrol(alice, 'bob');
  const again = { ...judge.cast.person('bob-again'), email: bob.person.email };
  const enrolment = () => judge.members.enrolment(alice, { person: again });
  const refused = await judge.members.send(alice, enrolment(), 'while bob is there');
  judge.expect.answer(
    refused,
    ['active_users_limit_reached', 'human_handle_already_taken'],
    'while bob is there',
  );
  await judge.members.revoke(alice, bob.person);
  judge.expect.reply(await judge.members.send(alice, enrolment()), 'ok', 'after bob was revoked');
  const listed = await judge.administration.users(alice.organization);
  const emails = judge.expect.list(judge.expect.json(listed), 'users').map((user) => Object(user).user_email);
  judge.expect.equal(
    emails.sort(),
    [alice.person.email, bob.person.email].sort(),
    'e-mails of the users',
    listed,
  );
});
