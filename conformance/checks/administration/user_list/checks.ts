import { verifies } from '../../../src/judge/verifies.ts';
import { expectedUser, listedUsers } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;

verifies('user_list/no-key-material', { needs }, async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  const [user] = await listedUsers(judge, bootstrapped.organization.id);
  const { person, device, certificates, root } = bootstrapped.bootstrap;
  judge.expect.equal(user, expectedUser(person, false), 'the fields of a user');
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
