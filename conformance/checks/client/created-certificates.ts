import { verifiesClient } from '../../src/judge/verifies.ts';
import { enrolment } from '../../src/people/dated-certificates.ts';
import {
  expectCreation,
  expectRedacted,
  expectWritten,
} from '../../src/played-server/created-certificates.ts';
import { greetingClient } from '../../src/played-server/greeting/greeting-client.ts';
import { simulateOrganization } from '../../src/played-server/simulated-organization.ts';

for (const type of ['USER', 'DEVICE'] as const) {
  const command = type === 'USER' ? 'user_create' : 'device_create';
  const name = `greets-${type.toLowerCase()}`;

  verifiesClient('client-certificates/creation-is-coherent', { case: name }, async (judge) => {
    const client = await greetingClient(judge, type);
    const outcome = await client.greet('OUTSIDER');
    const [creation] = client.creations;
    if (creation === undefined) return judge.fail('no creation', command, outcome.said);
    const { user_certificate: user, device_certificate: device = {} } = expectCreation(
      judge,
      creation,
      client.clientDevice,
    );
    const { public_key, verify_key } = client.peer.payload;
    judge.expect.equal(device.verify_key, verify_key, 'verify_key: that which the claimer sent');
    if (user !== undefined) {
      judge.expect.equal(user.public_key, public_key, 'public_key: that which the claimer sent');
      judge.expect.equal(user.profile, 'OUTSIDER', 'profile: that which the greeter granted');
    } else {
      judge.expect.equal(device.user_id, client.alice.userId, "user_id: the greeter's own");
    }
    judge.expectOk(outcome, 'a greeting');
    const confirmed = client.peer.clientPayload();
    for (const field of ['user_id', 'device_id', 'device_label'])
      judge.expect.equal(device[field], confirmed[field], `${field} of the device: that of the confirmation`);
    if (user !== undefined)
      for (const field of ['user_id', 'human_handle', 'profile'])
        judge.expect.equal(user[field], confirmed[field], `${field} of the user: that of the confirmation`);
  });

  verifiesClient('client-certificates/redacted-hides-names', { case: name }, async (judge) => {
    const client = await greetingClient(judge, type);
    const outcome = await client.greet();
    const [creation] = client.creations;
    if (creation === undefined) return judge.fail('no creation', command, outcome.said);
    expectRedacted(judge, creation, client.clientDevice);
    judge.expectOk(outcome, 'a greeting');
  });
}

verifiesClient('client-certificates/revocation-is-coherent', async (judge) => {
  const bob = judge.cast.person('bob');
  const carol = judge.cast.person('carol');
  const simulated = await simulateOrganization(judge);
  const { founder, bootstrappedAt, access, session } = simulated;
  for (const [person, at] of [
    [bob, 60],
    [carol, 70],
  ] as const)
    simulated.common = [...simulated.common, ...enrolment(founder, person, bootstrappedAt.plusSeconds(at))];
  simulated.answer = ({ cmd }) =>
    cmd === 'user_revoke' ? { reply: { status: 'author_not_allowed' } } : undefined;
  judge.expectOk(await session.logIn(access), 'a log-in');
  const outcome = await session.revoke({ ...access, email: bob.email });
  const revocation = simulated.commands.find(({ cmd }) => cmd === 'user_revoke');
  if (revocation === undefined) return judge.fail('no revocation', 'user_revoke', outcome.said);
  const name = 'revoked_user_certificate';
  const content = expectWritten(judge, revocation[name], simulated.clientDevice, name);
  judge.expect.equal(content.type, name, 'type of the certificate');
  judge.expect.equal(content.user_id, bob.userId, `user_id: that of ${bob.email}`);
  judge.expectRefused(outcome, 'a revocation that the server refuses');
});
