import { SecretScan } from '../../../src/judge/secret-scan.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { secretKeys } from '../../../src/people/device-file.ts';
import { PrivateKey, SigningKey } from '../../../src/people/keys.ts';
import { fullCostTimeout } from '../../../src/played-server/device-files.ts';
import { sentBytes } from '../../../src/played-server/greeting/scenarios.ts';
import { observedBootstrap } from '../../../src/played-server/observed-bootstrap.ts';
import { Id, Instant } from '../../../src/wire/values.ts';

verifiesClient('organization_bootstrap/client-fresh-root-key', fullCostTimeout, async (judge) => {
  const first = await observedBootstrap(judge);
  const second = await observedBootstrap(judge, 'second');
  const keys = [first, second].map(({ request, exchange }) =>
    Buffer.from(judge.expect.bytes(request, 'root_verify_key', exchange)).toString('hex'),
  );
  judge.expect.that(keys[0]?.length === 64 && keys[0] !== keys[1], 'two root keys of 32 bytes', keys);
});

verifiesClient('organization_bootstrap/client-keeps-private-keys', fullCostTimeout, async (judge) => {
  const { opened, exchanges } = await observedBootstrap(judge);
  const scan = new SecretScan();
  for (const name of secretKeys) {
    const key = judge.expect.bytes(opened.device, name);
    judge.expect.equal(key.length, 32, `bytes of ${name}`);
    scan.plant(name, key);
  }
  for (const exchange of exchanges)
    judge.expect.equal(scan.findIn(sentBytes(exchange)), [], 'secret keys in a request', exchange);
});

verifiesClient('organization_bootstrap/client-request-is-coherent', fullCostTimeout, async (judge) => {
  const { request, exchange, token, opened } = await observedBootstrap(judge);
  const root = judge.expect.bytes(request, 'root_verify_key', exchange);
  const read = (name: string) => judge.expect.certificate(request[name], root, name, exchange);
  const user = read('user_certificate');
  const device = read('device_certificate');
  const { device: stored } = opened;
  judge.expect.equal(request.bootstrap_token, token, 'bootstrap_token', exchange);
  judge.expect.equal(
    request.sequester_authority_certificate,
    null,
    'sequester_authority_certificate',
    exchange,
  );
  judge.expect.equal(user.author, null, 'author of the user certificate', exchange);
  judge.expect.equal(device.author, null, 'author of the device certificate', exchange);
  judge.expect.equal(user.profile, 'ADMIN', 'profile', exchange);
  judge.expect.equal(user.human_handle, ['alice@example.com', 'Alice'], 'human_handle', exchange);
  judge.expect.equal(device.device_label, 'alice-laptop', 'device_label', exchange);
  judge.expect.equal(device.timestamp, user.timestamp, 'timestamp of the device certificate', exchange);
  judge.expect.equal([device.user_id, user.user_id], [stored.user_id, stored.user_id], 'user_id', exchange);
  judge.expect.equal(device.device_id, stored.device_id, 'device_id', exchange);
  const { publicKey } = new PrivateKey(judge.expect.bytes(stored, 'private_key'));
  judge.expect.equal(user.public_key, publicKey, 'public_key: that of the stored private key', exchange);
  const { verifyKey } = new SigningKey(judge.expect.bytes(stored, 'signing_key'));
  judge.expect.equal(device.verify_key, verifyKey, 'verify_key: that of the stored signing key', exchange);
  const redactedUser = read('redacted_user_certificate');
  const redactedDevice = read('redacted_device_certificate');
  judge.expect.equal(
    redactedUser,
    { ...user, human_handle: null },
    'the redacted user certificate',
    exchange,
  );
  judge.expect.equal(
    redactedDevice,
    { ...device, device_label: null },
    'the redacted device certificate',
    exchange,
  );
  const { micros } = judge.expect.instant(user, 'timestamp', exchange);
  const age = exchange.at.getTime() / 1000 - Number(micros) / 1e6;
  judge.expect.that(
    age > -300 && age < 300,
    'certificates dated when they were sent',
    `${age} s old`,
    exchange,
  );
});

verifiesClient('user_certificate/fields', fullCostTimeout, async (judge) => {
  const { request, exchange } = await observedBootstrap(judge);
  const root = judge.expect.bytes(request, 'root_verify_key', exchange);
  const user = judge.expect.certificate(request.user_certificate, root, 'user_certificate', exchange);
  const { timestamp, user_id, public_key, ...others } = user;
  judge.expect.that(timestamp instanceof Instant, 'timestamp: a time', timestamp, exchange);
  judge.expect.that(user_id instanceof Id, 'user_id: an identifier', user_id, exchange);
  const size = public_key instanceof Uint8Array ? public_key.length : undefined;
  judge.expect.equal(size, 32, 'bytes of public_key', exchange);
  const expected = {
    type: 'user_certificate',
    author: null,
    human_handle: ['alice@example.com', 'Alice'],
    algorithm: 'X25519_XSALSA20_POLY1305',
    profile: 'ADMIN',
  };
  judge.expect.equal(others, expected, 'the other fields', exchange);
});

verifiesClient('device_certificate/fields', fullCostTimeout, async (judge) => {
  const { request, exchange } = await observedBootstrap(judge);
  const root = judge.expect.bytes(request, 'root_verify_key', exchange);
  const device = judge.expect.certificate(request.device_certificate, root, 'device_certificate', exchange);
  const { timestamp, user_id, device_id, verify_key, purpose, ...others } = device;
  judge.expect.that(timestamp instanceof Instant, 'timestamp: a time', timestamp, exchange);
  judge.expect.that(user_id instanceof Id, 'user_id: an identifier', user_id, exchange);
  judge.expect.that(device_id instanceof Id, 'device_id: an identifier', device_id, exchange);
  judge.expect.that(
    [undefined, 'STANDARD'].includes(purpose as string),
    'purpose STANDARD',
    purpose,
    exchange,
  );
  const size = verify_key instanceof Uint8Array ? verify_key.length : undefined;
  judge.expect.equal(size, 32, 'bytes of verify_key', exchange);
  const expected = {
    type: 'device_certificate',
    author: null,
    device_label: 'alice-laptop',
    algorithm: 'ED25519',
  };
  judge.expect.equal(others, expected, 'the other fields', exchange);
});

verifiesClient('certificates/envelope', fullCostTimeout, async (judge) => {
  const { request, exchange } = await observedBootstrap(judge);
  const root = judge.expect.bytes(request, 'root_verify_key', exchange);
  for (const type of ['user_certificate', 'device_certificate']) {
    for (const name of [type, `redacted_${type}`]) {
      const content = judge.expect.certificate(request[name], root, name, exchange);
      judge.expect.equal(content.type, type, `type of ${name}`, exchange);
    }
  }
});

verifiesClient('keys/sizes-in-client', { ...fullCostTimeout, case: 'sent' }, async (judge) => {
  const { request, exchange, opened } = await observedBootstrap(judge);
  judge.expect.equal(
    judge.expect.bytes(request, 'root_verify_key', exchange).length,
    32,
    'bytes of the root key',
  );
  for (const name of [...secretKeys, 'root_verify_key'])
    judge.expect.equal(
      judge.expect.bytes(opened.device, name).length,
      32,
      `bytes of ${name} in the device file`,
    );
});
