import type { ClientJudge } from '../../src/case/client-judge.ts';
import type { Fields } from '../../src/case/expect.ts';
import { verifiesClient } from '../../src/case/verifies.ts';
import { claimingClient } from '../../src/client/greeting/claiming-client.ts';
import { greetingClient } from '../../src/client/greeting/greeting-client.ts';
import { greetingSucceeds, scenarios } from '../../src/client/greeting/scenarios.ts';
import { continuesAfter, cursorSince } from '../../src/client/refuses-false-certificate.ts';
import { stageOrganization } from '../../src/client/staged-organization.ts';
import { Id, Instant } from '../../src/wire/values.ts';

/**
 * A greeting of a new user, with every command of the client and the certificates that it created.
 */
async function greeted(judge: ClientJudge) {
  const scene = await greetingClient(judge, 'USER');
  judge.expectOutcome(await scene.greet(), 'ok', 'a greeting');
  const [creation = {}] = scene.creations;
  const read = (name: string) => judge.expect.certificate(creation[name], scene.founder.key.verifyKey, name);
  return { scene, user: read('user_certificate'), device: read('device_certificate') };
}

const commands = (asked: readonly Fields[], cmd: string): readonly Fields[] =>
  asked.filter((command) => command.cmd === cmd);

verifiesClient('encoding/instant-is-ext-1', { case: 'client' }, async (judge) => {
  const stage = await stageOrganization(judge);
  await continuesAfter(judge, stage, undefined);
  const from = stage.asked.length;
  judge.expectOutcome(await stage.logIn(), 'ok', 'another log-in');
  judge.expect.equal(cursorSince(stage, from), stage.founded, 'common_after');
  const { user, device } = await greeted(judge);
  for (const { type, timestamp } of [user, device])
    judge.expect.that(timestamp instanceof Instant, `timestamp of ${type}: extension type 1`, timestamp);
});

verifiesClient('encoding/identifier-is-ext-2', { case: 'client' }, async (judge) => {
  const claim = await claimingClient(judge, 'USER');
  judge.expectOutcome(await claim.claim(), 'ok', 'a claim');
  const [start = {}] = commands(claim.asked, 'invite_claimer_start_greeting_attempt');
  judge.expect.equal(start.greeter, claim.alice.userId, 'greeter that the claimer asked for');
  const { scene, user, device } = await greeted(judge);
  const steps = [
    ...commands(claim.asked, 'invite_claimer_step'),
    ...commands(scene.asked, 'invite_greeter_step'),
  ];
  judge.expect.that(steps.length >= 18, 'the steps of both sides', steps.length);
  const { user_id, device_id } = scene.peer.opened();
  for (const id of [...steps.map((step) => step.greeting_attempt), user_id, device_id])
    judge.expect.that(id instanceof Id, 'an identifier: extension type 2, 16 bytes', id);
  judge.expect.equal([user.user_id, device.user_id], [user_id, user_id], 'user_id of the certificates');
  judge.expect.equal(device.device_id, device_id, 'device_id of the device certificate');
});

verifiesClient('encoding/token-is-bin-16', { case: 'client' }, async (judge) => {
  const { scene } = await greeted(judge);
  for (const cmd of ['invite_greeter_start_greeting_attempt', 'invite_complete'])
    judge.expect.equal(commands(scene.asked, cmd)[0]?.token, scene.token, `token in ${cmd}`);
});

verifiesClient('encoding/handle-is-a-pair', { case: 'client' }, async (judge) => {
  const { peer } = await greetingSucceeds(judge, 'claims-user');
  const asked = peer.opened().requested_human_handle;
  judge.expect.equal(asked, ['bob@example.com', 'Bob'], 'handle that a claimer asks for');
  const { scene, user } = await greeted(judge);
  judge.expect.equal(user.human_handle, ['bob@example.com', 'Bob'], 'handle in the user certificate');
  judge.expect.equal(
    scene.peer.opened().human_handle,
    ['bob@example.com', 'Bob'],
    'handle in the confirmation',
  );
});

verifiesClient('encoding/enumerations-upper-case', { case: 'client' }, async (judge) => {
  for (const profile of ['ADMIN', 'STANDARD', 'OUTSIDER'] as const) {
    const scene = await greetingClient(judge, 'USER');
    judge.expectOutcome(await scene.greet(profile), 'ok', 'a greeting');
    const certificate = scene.creations[0]?.user_certificate;
    const user = judge.expect.certificate(certificate, scene.founder.key.verifyKey, 'user_certificate');
    judge.expect.equal(user.profile, profile, 'profile in the user certificate');
    judge.expect.equal(scene.peer.opened().profile, profile, 'profile in the confirmation');
  }
  const scene = await scenarios['claims-user'](judge);
  scene.peer.seals = () => new Uint8Array(60);
  await scene.go();
  judge.expect.equal(scene.peer.cancellations, ['UNDECIPHERABLE_PAYLOAD'], 'reasons of the cancelling');
});
