import type { ClientJudge } from '../../../src/case/client-judge.ts';
import type { Fields } from '../../../src/case/expect.ts';
import { SecretScan } from '../../../src/case/observations/secret-scan.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { openOnlyDevice } from '../../../src/client/device-files.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/client/greeting/greeting-client.ts';
import { sentBytes } from '../../../src/client/greeting/scenarios.ts';
import { SigningKey } from '../../../src/people/keys.ts';

/**
 * The device created by a claim, as opened by libsodium, and the keys that the greeter received.
 */
async function claimed(judge: ClientJudge, type: 'USER' | 'DEVICE') {
  const scene = await claimingClient(judge, type);
  judge.expectOutcome(await scene.claim(), 'ok', 'a claim');
  const { device } = await openOnlyDevice(judge, scene.home, scene.password);
  return { scene, device, shown: scene.peer.opened() };
}

/** All keys of the device differ from each other and from the keys that the greeter sent. */
function areApart(judge: ClientJudge, device: Fields, own: readonly string[], given: Fields): void {
  const keys = own.map((name) => hex(judge.expect.bytes(device, name)));
  judge.expect.equal(new Set(keys).size, own.length, `different keys among ${own.join(', ')}`);
  const others = Object.values(given).flatMap((value) => (value instanceof Uint8Array ? [hex(value)] : []));
  judge.expect.that(
    !keys.some((key) => others.includes(key)),
    'keys that no greeter gave',
    'one that it gave',
  );
}

verifiesClient('client-keys/device-has-own-keys', { case: 'device' }, async (judge) => {
  const [first, second] = [await claimed(judge, 'DEVICE'), await claimed(judge, 'DEVICE')];
  for (const name of ['signing_key', 'local_symkey']) {
    const keys = [first, second].map(({ device }) => hex(judge.expect.bytes(device, name)));
    judge.expect.that(keys[0]?.length === 64, `${name}: 32 bytes`, keys[0]);
    judge.expect.that(keys[0] !== keys[1], `${name}s of two devices: different`, 'the same');
  }
  for (const { device, shown, scene } of [first, second]) {
    areApart(judge, device, ['signing_key', 'local_symkey'], scene.peer.payload);
    const own = new SigningKey(judge.expect.bytes(device, 'signing_key'));
    judge.expect.equal(shown.verify_key, own.verifyKey, 'verify_key that the greeter was asked to enrol');
    const given = scene.peer.payload;
    for (const name of ['private_key', 'user_realm_id', 'user_realm_key', 'root_verify_key'])
      judge.expect.equal(device[name], given[name], `${name}: the user's, from the confirmation`);
  }
});

verifiesClient('client-keys/device-has-own-keys', { case: 'user' }, async (judge) => {
  const [first, second] = [await claimed(judge, 'USER'), await claimed(judge, 'USER')];
  for (const name of ['signing_key', 'private_key', 'local_symkey', 'user_realm_key']) {
    const keys = [first, second].map(({ device }) => hex(judge.expect.bytes(device, name)));
    judge.expect.that(keys[0]?.length === 64, `${name}: 32 bytes`, keys[0]);
    judge.expect.that(keys[0] !== keys[1], `${name}s of two users: different`, 'the same');
  }
  for (const { device, shown, scene } of [first, second]) {
    areApart(
      judge,
      device,
      ['signing_key', 'private_key', 'local_symkey', 'user_realm_key'],
      scene.peer.payload,
    );
    const own = new SigningKey(judge.expect.bytes(device, 'signing_key'));
    judge.expect.equal(shown.verify_key, own.verifyKey, 'verify_key that the greeter was asked to enrol');
  }
});

verifiesClient('client-keys/user-key-travels-sealed', async (judge) => {
  const scene = await greetingClient(judge, 'DEVICE');
  judge.expectOutcome(await scene.greet(), 'ok', 'a greeting of the own device');
  const key = scene.alice.privateKey.bytes;
  judge.expect.equal(scene.peer.opened().private_key, key, 'private_key inside the sealed payload');
  const scan = new SecretScan();
  scan.plant('the private key of the user', key);
  for (const exchange of scene.server.exchanges)
    judge.expect.equal(scan.findIn(sentBytes(exchange)), [], 'secrets in a request', exchange);
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
