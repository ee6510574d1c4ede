import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { SecretScan } from '../../../src/judge/secret-scan.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { secretKeys } from '../../../src/people/device-file.ts';
import { SigningKey } from '../../../src/people/keys.ts';
import { openOnlyDevice } from '../../../src/played-server/device-files.ts';
import { claimingClient } from '../../../src/played-server/greeting/claiming-client.ts';
import { greetingClient } from '../../../src/played-server/greeting/greeting-client.ts';
import { sentBytes } from '../../../src/played-server/greeting/scenarios.ts';
import type { Fields } from '../../../src/wire/values.ts';

/**
 * Runs a claim. Returns the client, the content of its device file, and the payload that the
 * greeter received.
 */
async function claim(judge: ClientJudge, type: 'USER' | 'DEVICE') {
  const client = await claimingClient(judge, type);
  judge.expectOk(await client.claim(), 'a claim');
  const { device } = await openOnlyDevice(judge, client.home, client.password);
  return { client, device, claimerPayload: client.peer.clientPayload() };
}

/** Asserts that the device's own keys differ from each other and from the greeter's values. */
function expectOwnKeys(judge: ClientJudge, device: Fields, own: readonly string[], payload: Fields): void {
  const keys = own.map((name) => hex(judge.expect.bytes(device, name)));
  judge.expect.equal(new Set(keys).size, own.length, `different keys among ${own.join(', ')}`);
  const others = Object.values(payload).flatMap((value) => (value instanceof Uint8Array ? [hex(value)] : []));
  judge.expect.that(
    !keys.some((key) => others.includes(key)),
    'keys that the greeter did not send',
    'one that it sent',
  );
}

verifiesClient('client-keys/device-has-own-keys', { case: 'device' }, async (judge) => {
  const [first, second] = [await claim(judge, 'DEVICE'), await claim(judge, 'DEVICE')];
  for (const name of ['signing_key', 'local_symkey']) {
    const keys = [first, second].map(({ device }) => hex(judge.expect.bytes(device, name)));
    judge.expect.that(keys[0]?.length === 64, `${name}: 32 bytes`, keys[0]);
    judge.expect.that(keys[0] !== keys[1], `${name}s of two devices: different`, 'the same');
  }
  for (const { device, claimerPayload, client } of [first, second]) {
    expectOwnKeys(judge, device, ['signing_key', 'local_symkey'], client.peer.payload);
    const own = new SigningKey(judge.expect.bytes(device, 'signing_key'));
    judge.expect.equal(claimerPayload.verify_key, own.verifyKey, 'verify_key in the request to the greeter');
    const payload = client.peer.payload;
    for (const name of ['private_key', 'user_realm_id', 'user_realm_key', 'root_verify_key'])
      judge.expect.equal(device[name], payload[name], `${name}: the user's, from the confirmation`);
  }
});

verifiesClient('client-keys/device-has-own-keys', { case: 'user' }, async (judge) => {
  const [first, second] = [await claim(judge, 'USER'), await claim(judge, 'USER')];
  for (const name of secretKeys) {
    const keys = [first, second].map(({ device }) => hex(judge.expect.bytes(device, name)));
    judge.expect.that(keys[0]?.length === 64, `${name}: 32 bytes`, keys[0]);
    judge.expect.that(keys[0] !== keys[1], `${name}s of two users: different`, 'the same');
  }
  for (const { device, claimerPayload, client } of [first, second]) {
    expectOwnKeys(judge, device, secretKeys, client.peer.payload);
    const own = new SigningKey(judge.expect.bytes(device, 'signing_key'));
    judge.expect.equal(claimerPayload.verify_key, own.verifyKey, 'verify_key in the request to the greeter');
  }
});

verifiesClient('client-keys/user-key-travels-sealed', async (judge) => {
  const client = await greetingClient(judge, 'DEVICE');
  judge.expectOk(await client.greet(), 'a greeting of another device of the same user');
  const key = client.alice.privateKey.bytes;
  judge.expect.equal(client.peer.clientPayload().private_key, key, 'private_key inside the sealed payload');
  const scan = new SecretScan();
  scan.plant('the private key of the user', key);
  for (const exchange of client.server.exchanges)
    judge.expect.equal(scan.findIn(sentBytes(exchange)), [], 'secrets in a request', exchange);
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
