import { verifiesClient } from '../../../src/judge/verifies.ts';
import { stepWords } from '../../../src/people/greeting-steps.ts';
import { openOnlyDevice } from '../../../src/played-server/device-files.ts';
import { claimingClient } from '../../../src/played-server/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/played-server/greeting/greeting-client.ts';
import { greetingSucceeds, scenarios } from '../../../src/played-server/greeting/scenarios.ts';
import type { Fields } from '../../../src/wire/values.ts';

const kinds = [
  ['USER', 'greets-user', 'user_create'],
  ['DEVICE', 'greets-device', 'device_create'],
] as const;

for (const [type, name, creation] of kinds) {
  verifiesClient('client-greeting/creation-after-codes', { case: name }, async (judge) => {
    const client = await scenarios[name](judge);
    // A slow peer, so that a client that does not wait for it is noticed.
    client.misbehave('greeting.peer=slow');
    client.comparison.pick = (_choices, peerCode) => {
      client.peer.accepted.push('choice');
      return peerCode;
    };
    judge.expectOk(await client.run(), 'a greeting with a slow peer');
    const { accepted } = client.peer;
    const order = ['step 4', 'step 5', creation].map((each) => accepted.indexOf(each));
    judge.expect.that(!order.includes(-1), `steps 4 and 5 and ${creation}`, accepted);
    const choice = accepted.indexOf('choice');
    judge.expect.that(
      choice >= 0 && choice < accepted.indexOf('step 5'),
      'a choice of the code before step 5',
      accepted,
    );
    judge.expect.equal(client.comparison.shown.length, 1, 'codes shown');
    judge.expect.equal(
      order.toSorted((a, b) => a - b),
      order,
      `step 4, step 5, ${creation}: their order`,
    );
  });

  verifiesClient('client-greeting/creation-after-codes', { case: `${name}-no-trust` }, async (judge) => {
    await greetingSucceeds(judge, name);
    for (const step of [4, 5]) {
      const client = await greetingClient(judge, type);
      client.misbehave(`greeting.peer=cancels:before-step-${step}`);
      await client.greet();
      judge.expect.that(
        client.peer.clientSteps.has(step),
        `step ${step} of the client`,
        client.peer.accepted,
      );
      judge.expect.equal(client.creations.length, 0, `creations after the claimer cancelled at step ${step}`);
    }
  });

  verifiesClient('client-greeting/confirmation-after-creation', { case: name }, async (judge) => {
    const { peer } = await greetingSucceeds(judge, name);
    const order = [creation, 'step 7', 'step 8', 'invite_complete'];
    const steps = peer.accepted.filter((each) => order.includes(each));
    judge.expect.equal(steps, order, 'steps and commands of the client after the codes, in order');
  });

  for (const status of [
    'invalid_certificate',
    'author_not_allowed',
    'human_handle_already_taken',
    'active_users_limit_reached',
    'user_already_exists',
  ]) {
    if (type === 'DEVICE' && status !== 'invalid_certificate') continue;
    verifiesClient(
      'client-greeting/confirmation-after-creation',
      { case: `${name}-${status}` },
      async (judge) => {
        await greetingSucceeds(judge, name);
        const client = await greetingClient(judge, type);
        client.misbehave(`creation.status=${status}`);
        judge.expectRefused(await client.greet(), 'a greeting whose enrolment the server refuses');
        judge.expect.equal(client.creations.length, 1, `${creation} sent, and refused`);
        judge.expect.that(!client.peer.clientSteps.has(7), 'no step 7', 'step 7');
        judge.expect.that(
          !client.peer.accepted.includes('invite_complete'),
          'an open invitation',
          'invite_complete',
        );
      },
    );
  }
}

verifiesClient('client-greeting/greeter-has-last-word', { case: 'user' }, async (judge) => {
  const client = await claimingClient(judge, 'USER');
  client.misbehave('greeting.confirmation=other-names');
  judge.expectOk(await client.claim());
  const { email, name: label, device: deviceLabel } = client.requested;
  const { requested_human_handle, requested_device_label } = client.peer.clientPayload();
  judge.expect.equal(requested_human_handle, [email, label], 'requested handle');
  judge.expect.equal(requested_device_label, deviceLabel, 'requested device label');
  const { device, clear } = await openOnlyDevice(judge, client.home, client.password);
  const { profile, type: _, root_verify_key, ...named } = client.peer.payload;
  judge.expect.equal(profile, 'OUTSIDER', 'profile in the confirmation');
  for (const [field, value] of Object.entries({ ...named, initial_profile: profile }))
    judge.expect.equal(device[field], value, `${field} in the device file`);
  for (const [field, value] of Object.entries(named))
    judge.expect.equal(clear[field], value, `${field} in clear in the device file`);
  judge.expect.equal(device.root_verify_key, root_verify_key, 'root key in the device file');
});

verifiesClient('client-greeting/greeter-has-last-word', { case: 'device' }, async (judge) => {
  const client = await claimingClient(judge, 'DEVICE');
  client.misbehave('greeting.confirmation=other-names');
  judge.expectOk(await client.claim());
  judge.expect.equal(
    client.peer.clientPayload().requested_device_label,
    client.requested.device,
    'requested device label',
  );
  const { device, clear } = await openOnlyDevice(judge, client.home, client.password);
  judge.expect.equal(device.device_label, 'second-of-alice', 'device_label in the device file');
  judge.expect.equal(clear.device_label, 'second-of-alice', 'device_label in clear in the device file');
  judge.expect.equal(device.initial_profile, 'STANDARD', 'initial_profile in the device file');
  const { email, label } = client.alice;
  judge.expect.equal(device.human_handle, [email, label], 'human_handle in the device file');
});

/** The distinct `step` values that a client sent, in order of first occurrence. */
const stepsOf = (commands: readonly Fields[], role: 'greeter' | 'claimer'): readonly unknown[] => [
  ...new Set(
    commands
      .filter(({ cmd }) => cmd === `invite_${role}_step`)
      .map((command) => (command[`${role}_step`] as Fields | undefined)?.step),
  ),
];

verifiesClient('greeting/step-words', { case: 'client-claims' }, async (judge) => {
  const client = await claimingClient(judge, 'USER');
  judge.expectOk(await client.claim(), 'a claim');
  judge.expect.equal(stepsOf(client.commands, 'claimer'), stepWords.claimer, '`step` values of a claimer');
});

verifiesClient(['greeting/step-words', 'greeting/step-5-is-5'], { case: 'client-greets' }, async (judge) => {
  const client = await greetingClient(judge, 'USER');
  judge.expectOk(await client.greet(), 'a greeting');
  judge.expect.equal(stepsOf(client.commands, 'greeter'), stepWords.greeter, '`step` values of a greeter');
});
