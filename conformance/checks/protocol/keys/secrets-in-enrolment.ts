import type { Judge, MailedJudge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { SecretScan } from '../../../src/judge/secret-scan.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { makePerson, type Person } from '../../../src/people/cast.ts';
import { openPayload } from '../../../src/people/greeting-secrets.ts';
import {
  completeSteps,
  expectPeerStep,
  joinAttempt,
  pairOf,
} from '../../../src/vocabulary/actions/greeting.ts';
import {
  askUserInvitation,
  completeInvitation,
  type Invitation,
  invitationIn,
  inviteDevice,
} from '../../../src/vocabulary/actions/invitations.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { mailTo } from '../../../src/vocabulary/observations/mail.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Fields } from '../../../src/wire/values.ts';
import { honestGreeting } from './honest-greeting.ts';

/** Runs a complete greeting. `enrol` is the work of the greeter between the two payloads. */
async function greet(
  judge: Judge,
  scan: SecretScan,
  greeter: Member,
  invitation: Invitation,
  claimerPayload: Fields,
  granted: Fields,
  enrol: () => Promise<unknown>,
): Promise<void> {
  const { shared, halves } = honestGreeting(judge, scan, String(claimerPayload.type));
  const pair = pairOf(judge, greeter, invitation, {
    greeter: halves('greeter', granted),
    claimer: halves('claimer', claimerPayload),
  });
  const attempt = await joinAttempt(judge, pair);
  await completeSteps(judge, pair, attempt, 7);
  await enrol();
  judge.expect.reply(await pair.greeter.step(attempt, 7), 'not_ready', 'step 7 of the greeter');
  const answer = await expectPeerStep(judge, pair, 'claimer', attempt, 7);
  const { greeter_payload } = judge.expect.map(judge.expect.reply(answer), 'greeter_step', answer);
  judge.expect.that(greeter_payload instanceof Uint8Array, 'a payload', greeter_payload, answer);
  if (greeter_payload instanceof Uint8Array)
    judge.expect.equal(openPayload(shared, greeter_payload), granted, 'what the claimer reads', answer);
  await completeSteps(judge, pair, attempt, 9, 8);
  judge.expect.reply(await completeInvitation(judge, greeter, invitation), 'ok', 'the completion');
}

/**
 * Zack is invited, greeted and enrolled, and then adds a device in the same way. Every secret is
 * registered for the secret scan.
 */
async function enrolment(judge: Judge, send: (author: Member, email: string) => Promise<Invitation>) {
  const scan = new SecretScan();
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const zack: Person = { ...makePerson('zack', judge.random), email: freshAddress(judge) };
  const phone = judge.cast.device('zack-phone');
  const requestedLabel = `asked-for-${judge.random.hex(12)}`;
  scan.plant('requested label', requestedLabel);
  scan.plant('root signing key', bootstrap.root.seed);
  for (const { name, privateKey, device } of [alice.person, zack]) {
    scan.plant(`private key of ${name}`, privateKey.bytes);
    scan.plant(`signing key of ${device.label}`, device.key.seed);
  }
  scan.plant(`signing key of ${phone.label}`, phone.key.seed);
  const realmKey = judge.random.bytes(32);
  scan.plant('key of the user realm', realmKey);

  const human_handle = [zack.email, zack.label];
  const root_verify_key = bootstrap.root.verifyKey;
  let member: Member = { organization: alice.organization, device: zack.device, person: zack };
  await greet(
    judge,
    scan,
    alice,
    await send(alice, zack.email),
    {
      type: 'invite_user_data',
      requested_device_label: requestedLabel,
      requested_human_handle: [zack.email, requestedLabel],
      public_key: zack.privateKey.publicKey,
      verify_key: zack.device.key.verifyKey,
    },
    {
      type: 'invite_user_confirmation',
      user_id: zack.userId,
      device_id: zack.device.id,
      device_label: zack.device.label,
      human_handle,
      profile: 'STANDARD',
      root_verify_key,
    },
    async () => {
      member = await judge.members.enrol(alice, zack);
    },
  );
  judge.expect.reply(await askOrganization(judge, member), 'ok', 'zack');

  let second = member;
  await greet(
    judge,
    scan,
    member,
    await inviteDevice(judge, member),
    { type: 'invite_device_data', requested_device_label: requestedLabel, verify_key: phone.key.verifyKey },
    {
      type: 'invite_device_confirmation',
      user_id: zack.userId,
      device_id: phone.id,
      device_label: phone.label,
      human_handle,
      profile: 'STANDARD',
      private_key: zack.privateKey.bytes,
      user_realm_id: judge.random.id(),
      user_realm_key: realmKey,
      root_verify_key,
    },
    async () => {
      second = await judge.members.addDevice(member, phone);
    },
  );
  judge.expect.reply(await askOrganization(judge, second), 'ok', 'the phone');
  return { scan, zack };
}

/**
 * Asserts that no request, answer or file contains a secret. The same search must find a public
 * value.
 */
function expectSilence(judge: Judge, scan: SecretScan, zack: Person, mails: readonly Uint8Array[]): void {
  const control = new SecretScan();
  control.plant('public key of zack', zack.privateKey.publicKey);
  let count = 0;
  for (const exchange of judge.exchanges) {
    for (const content of [exchange.request.body, exchange.body]) {
      judge.expect.equal(scan.findIn(content), [], `secrets in ${exchange.request.target}`, exchange);
      count += control.findIn(content).length;
    }
  }
  judge.expect.that(count > 0, 'zack’s public key in his certificates', `found ${count} times`);
  for (const mail of mails) judge.expect.equal(scan.findIn(mail), [], 'secrets in a mail');
  judge.expect.equal(scan.findIn(Buffer.from(judge.log())), [], 'secrets in what the target wrote');
}

const rules = [
  'keys/no-private-key-asked',
  'greeting/full-run-relays',
  'invite_complete/any-admin',
  'user_create/device-works-at-once',
  'device_create/device-works-at-once',
] as const;

verifies(rules, { case: 'enrolment' }, async (judge) => {
  const { scan, zack } = await enrolment(judge, async (author, email) =>
    invitationIn(judge, author, await askUserInvitation(judge, author, email)),
  );
  expectSilence(judge, scan, zack, []);
});

verifies(rules, { case: 'enrolment-by-mail', needs: ['mail'] }, async (check) => {
  const mailing: MailedJudge = await check.withMail();
  const { judge } = mailing;
  const { scan, zack } = await enrolment(judge, async (author, email) =>
    invitationIn(judge, author, await askUserInvitation(judge, author, email, { send_email: true })),
  );
  const { raw } = await mailTo(judge, mailing, zack.email);
  expectSilence(judge, scan, zack, [raw]);
});
