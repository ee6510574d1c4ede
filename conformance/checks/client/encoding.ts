import type { ClientJudge } from '../../src/judge/client-judge.ts';
import { verifiesClient } from '../../src/judge/verifies.ts';
import { claimingClient } from '../../src/played-server/greeting/claiming-client.ts';
import { greetingClient } from '../../src/played-server/greeting/greeting-client.ts';
import { greetingSucceeds, scenarios } from '../../src/played-server/greeting/scenarios.ts';
import { continuesAfter, cursorSince } from '../../src/played-server/refuses-forgery.ts';
import { simulateOrganization } from '../../src/played-server/simulated-organization.ts';
import { type Fields, Id, Instant } from '../../src/wire/values.ts';

/** Runs a greeting of a new user. Returns the client and the certificates that it created. */
async function greetNewUser(judge: ClientJudge) {
  const client = await greetingClient(judge, 'USER');
  judge.expectOk(await client.greet(), 'a greeting');
  const [creation = {}] = client.creations;
  const read = (name: string) =>
    judge.expect.certificate(creation[name], client.clientDevice.key.verifyKey, name);
  return { client, user: read('user_certificate'), device: read('device_certificate') };
}

const commandsNamed = (all: readonly Fields[], cmd: string): readonly Fields[] =>
  all.filter((command) => command.cmd === cmd);

verifiesClient('encoding/instant-is-ext-1', { case: 'client' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  const from = simulated.commands.length;
  judge.expectOk(await simulated.logIn(), 'another log-in');
  judge.expect.equal(cursorSince(simulated, from), simulated.common.at(-1)?.at, 'common_after');
  const { user, device } = await greetNewUser(judge);
  for (const { type, timestamp } of [user, device])
    judge.expect.that(timestamp instanceof Instant, `timestamp of ${type}: extension type 1`, timestamp);
});

verifiesClient('encoding/identifier-is-ext-2', { case: 'client' }, async (judge) => {
  const claim = await claimingClient(judge, 'USER');
  judge.expectOk(await claim.claim(), 'a claim');
  const [start = {}] = commandsNamed(claim.commands, 'invite_claimer_start_greeting_attempt');
  judge.expect.equal(start.greeter, claim.alice.userId, 'greeter that the claimer asked for');
  const { client, user, device } = await greetNewUser(judge);
  const steps = [
    ...commandsNamed(claim.commands, 'invite_claimer_step'),
    ...commandsNamed(client.commands, 'invite_greeter_step'),
  ];
  judge.expect.that(steps.length >= 18, 'the steps of both sides', steps.length);
  const { user_id, device_id } = client.peer.clientPayload();
  for (const id of [...steps.map((step) => step.greeting_attempt), user_id, device_id])
    judge.expect.that(id instanceof Id, 'an identifier: extension type 2, 16 bytes', id);
  judge.expect.equal([user.user_id, device.user_id], [user_id, user_id], 'user_id of the certificates');
  judge.expect.equal(device.device_id, device_id, 'device_id of the device certificate');
});

verifiesClient('encoding/token-is-bin-16', { case: 'client' }, async (judge) => {
  const { client } = await greetNewUser(judge);
  for (const cmd of ['invite_greeter_start_greeting_attempt', 'invite_complete'])
    judge.expect.equal(commandsNamed(client.commands, cmd)[0]?.token, client.token, `token in ${cmd}`);
});

verifiesClient('encoding/handle-is-a-pair', { case: 'client' }, async (judge) => {
  const { peer } = await greetingSucceeds(judge, 'claims-user');
  const handle = peer.clientPayload().requested_human_handle;
  judge.expect.equal(handle, ['bob@example.com', 'Bob'], 'handle that a claimer asks for');
  const { client, user } = await greetNewUser(judge);
  judge.expect.equal(user.human_handle, ['bob@example.com', 'Bob'], 'handle in the user certificate');
  judge.expect.equal(
    client.peer.clientPayload().human_handle,
    ['bob@example.com', 'Bob'],
    'handle in the confirmation',
  );
});

verifiesClient('encoding/enumerations-upper-case', { case: 'client' }, async (judge) => {
  for (const profile of ['ADMIN', 'STANDARD', 'OUTSIDER'] as const) {
    const client = await greetingClient(judge, 'USER');
    judge.expectOk(await client.greet(profile), 'a greeting');
    const certificate = client.creations[0]?.user_certificate;
    const user = judge.expect.certificate(certificate, client.clientDevice.key.verifyKey, 'user_certificate');
    judge.expect.equal(user.profile, profile, 'profile in the user certificate');
    judge.expect.equal(client.peer.clientPayload().profile, profile, 'profile in the confirmation');
  }
  const client = await scenarios['claims-user'](judge);
  client.peer.sealPayload = () => new Uint8Array(60);
  await client.run();
  judge.expect.equal(client.peer.cancellations, ['UNDECIPHERABLE_PAYLOAD'], 'reasons of the cancellations');
});
