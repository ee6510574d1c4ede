import { verifiesClient } from '../../../src/case/verifies.ts';
import { openOnlyDevice } from '../../../src/client/device-files.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/client/greeting/greeting-client.ts';
import { greetingSucceeds, scenarios } from '../../../src/client/greeting/scenarios.ts';

const kinds = [
  ['USER', 'greets-user', 'user_create'],
  ['DEVICE', 'greets-device', 'device_create'],
] as const;

for (const [type, name, creation] of kinds) {
  verifiesClient('client-greeting/creation-after-codes', { case: name }, async (judge) => {
    const scene = await scenarios[name](judge);
    // Delays the peer, so that a client that does not wait for it would move on.
    scene.peer.hesitation = 2;
    judge.expectOutcome(await scene.go(), 'ok', 'a greeting with somebody slow');
    const { story } = scene.peer;
    const order = ['step 4', 'step 5', creation].map((each) => story.indexOf(each));
    judge.expect.that(!order.includes(-1), `steps 4 and 5 and ${creation}`, story);
    judge.expect.equal(
      order.toSorted((a, b) => a - b),
      order,
      `step 4, step 5, ${creation}: their places`,
    );
  });

  verifiesClient('client-greeting/creation-after-codes', { case: `${name}-no-trust` }, async (judge) => {
    await greetingSucceeds(judge, name);
    for (const step of [4, 5]) {
      const scene = await greetingClient(judge, type);
      scene.peer.says = (each, honest) => {
        // The claimer leaves before this step.
        if (each === step - 1) scene.peer.leave('INVALID_SAS_CODE');
        return honest;
      };
      await scene.greet();
      judge.expect.that(scene.peer.heard.has(step), `step ${step} of the client`, scene.peer.story);
      judge.expect.equal(
        scene.creations.length,
        0,
        `creations after a claimer that ended it at step ${step}`,
      );
    }
  });

  verifiesClient('client-greeting/confirmation-after-creation', { case: name }, async (judge) => {
    const { peer } = await greetingSucceeds(judge, name);
    const order = [creation, 'step 7', 'step 8', 'invite_complete'];
    const told = peer.story.filter((each) => order.includes(each));
    judge.expect.equal(told, order, 'what the client did after the codes, in order');
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
        const scene = await greetingClient(judge, type);
        scene.refusal = { status };
        const { code } = await scene.greet();
        judge.expect.that(code !== 'ok', 'a greeting that fails', code);
        judge.expect.equal(scene.creations.length, 1, `${creation} sent, and refused`);
        judge.expect.that(!scene.peer.heard.has(7), 'no step 7', 'step 7');
        judge.expect.that(
          !scene.peer.story.includes('invite_complete'),
          'an open invitation',
          'invite_complete',
        );
      },
    );
  }
}

verifiesClient('client-greeting/greeter-has-last-word', { case: 'user' }, async (judge) => {
  const scene = await claimingClient(judge, 'USER');
  const user_id = judge.random.id();
  const device_id = judge.random.id();
  const last = {
    ...{ user_id, device_id, device_label: 'pc-of-robert', profile: 'OUTSIDER' },
    human_handle: ['robert@example.com', 'Robert'],
  };
  scene.peer.payload = { ...scene.peer.payload, ...last };
  judge.expectOutcome(await scene.claim(), 'ok');
  const { email, label, deviceLabel } = scene.wishes;
  const { requested_human_handle, requested_device_label } = scene.peer.opened();
  judge.expect.equal(requested_human_handle, [email, label], 'handle that was asked for');
  judge.expect.equal(requested_device_label, deviceLabel, 'device label that was asked for');
  const { device, clear } = await openOnlyDevice(judge, scene.home, scene.password);
  const { profile, ...named } = last;
  for (const [field, value] of Object.entries({ ...named, initial_profile: profile }))
    judge.expect.equal(device[field], value, `${field} in the device file`);
  for (const [field, value] of Object.entries(named))
    judge.expect.equal(clear[field], value, `${field} in clear in the device file`);
  judge.expect.equal(device.root_verify_key, scene.root.verifyKey, 'root key in the device file');
});

verifiesClient('client-greeting/greeter-has-last-word', { case: 'device' }, async (judge) => {
  const scene = await claimingClient(judge, 'DEVICE');
  scene.peer.payload = { ...scene.peer.payload, device_label: 'second-of-alice', profile: 'STANDARD' };
  judge.expectOutcome(await scene.claim(), 'ok');
  judge.expect.equal(
    scene.peer.opened().requested_device_label,
    scene.wishes.deviceLabel,
    'device label that was asked for',
  );
  const { device, clear } = await openOnlyDevice(judge, scene.home, scene.password);
  judge.expect.equal(device.device_label, 'second-of-alice', 'device_label in the device file');
  judge.expect.equal(clear.device_label, 'second-of-alice', 'device_label in clear in the device file');
  judge.expect.equal(device.initial_profile, 'STANDARD', 'initial_profile in the device file');
  const { email, label } = scene.alice;
  judge.expect.equal(device.human_handle, [email, label], 'human_handle in the device file');
});
