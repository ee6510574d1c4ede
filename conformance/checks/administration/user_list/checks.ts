import { verifies } from '../../../src/judge/verifies.ts';
import { setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { expectedUsers, listedUsers } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;

verifies('user_list/active-users-only', { needs }, async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  judge.expect.equal(
    await listedUsers(judge, bootstrapped.organization.id),
    expectedUsers([bootstrapped.bootstrap.person]),
    'users',
  );
  await setFrozen(judge, bootstrapped.author, true);
  judge.expect.equal(
    await listedUsers(judge, bootstrapped.organization.id),
    expectedUsers([], [bootstrapped.bootstrap.person]),
    'users, the only one frozen',
  );
});

verifies('user_list/no-key-material', { needs }, async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  const [user] = await listedUsers(judge, bootstrapped.organization.id);
  const keys = Object.keys(Object(user)).sort();
  judge.expect.equal(keys, ['frozen', 'user_email', 'user_id', 'user_name'], 'fields of a user');
  const { person, device, certificates, root } = bootstrapped.bootstrap;
  const material = [
    certificates.user,
    certificates.device,
    person.privateKey.publicKey,
    device.key.verifyKey,
    root.verifyKey,
  ];
  const { text } = await judge.administration.users(bootstrapped.organization.id);
  for (const bytes of material.map((part) => Buffer.from(part)))
    for (const form of ['hex', 'base64', 'base64url'] as const)
      judge.expect.that(!text.includes(bytes.toString(form)), 'no key and no certificate', text);
});

verifies('user_list/active-users-only', { needs, case: 'members' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const carol = await judge.members.enrol(alice, 'carol');
  const user = { frozen: true, user_email: carol.person.email };
  judge.expect.json(await judge.administration.freeze(alice.organization, user));
  const all = expectedUsers([alice.person, bob.person], [carol.person]);
  judge.expect.equal(await listedUsers(judge, alice.organization), all, 'users, one of three frozen');
  await judge.members.revoke(alice, bob.person);
  const expected = expectedUsers([alice.person], [carol.person]);
  judge.expect.equal(await listedUsers(judge, alice.organization), expected, 'users, one of three revoked');
});
