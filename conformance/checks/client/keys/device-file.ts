import { stat } from 'node:fs/promises';
import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { printedBytesIn } from '../../../src/judge/printed-bytes.ts';
import { SecretScan } from '../../../src/judge/secret-scan.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import type { OpenedDeviceFile } from '../../../src/people/device-file.ts';
import { secretKeys } from '../../../src/people/device-file.ts';
import { SigningKey } from '../../../src/people/keys.ts';
import { fullCostTimeout, openOnlyDevice } from '../../../src/played-server/device-files.ts';
import { claimingClient } from '../../../src/played-server/greeting/claiming-client.ts';
import { observedBootstrap } from '../../../src/played-server/observed-bootstrap.ts';
import { simulateOrganization } from '../../../src/played-server/simulated-organization.ts';

/** Metadata that may be stored in clear (spec/protocol/client-keys.md). */
const metadata = [
  'type',
  'created_on',
  'protected_on',
  'server_url',
  'organization_id',
  'user_id',
  'device_id',
  'human_handle',
  'device_label',
  'algorithm',
  'ciphertext',
  'totp_opaque_key_id',
];
const parameters = ['type', 'memlimit_kb', 'opslimit', 'parallelism', 'salt'];

verifiesClient('client-keys/clear-part-is-metadata', fullCostTimeout, async (judge) => {
  const { opened, organization } = await observedBootstrap(judge);
  const { clear, algorithm } = opened;
  judge.expect.equal(clear.type, 'password', 'type of the device file');
  judge.expect.equal(clear.organization_id, organization, 'organization_id');
  const others = [
    ...Object.keys(clear).filter((name) => !metadata.includes(name)),
    ...Object.keys(algorithm).filter((name) => !parameters.includes(name)),
  ];
  judge.expect.equal(others, [], 'other fields in clear');
});

verifiesClient('client-keys/keys-are-sealed', fullCostTimeout, async (judge) => {
  const { opened, files } = await observedBootstrap(judge);
  const scan = new SecretScan();
  for (const name of secretKeys) {
    const key = judge.expect.bytes(opened.device, name);
    judge.expect.equal(key.length, 32, `bytes of ${name} inside`);
    scan.plant(name, key);
  }
  for (const { path, bytes } of files) judge.expect.equal(scan.findIn(bytes), [], `keys in clear in ${path}`);
});

verifiesClient(
  'client-keys/root-key-never-kept',
  {
    ...fullCostTimeout,
    why: 'The root signing key can sign another first user of the organization.',
  },
  async (judge) => {
    const { opened, files, exchanges, request, log } = await observedBootstrap(judge);
    const root = Buffer.from(judge.expect.bytes(opened.device, 'root_verify_key'));
    judge.expect.equal(request.root_verify_key, root, 'root_verify_key sent and kept');
    const isRoot = (seed: Uint8Array) => Buffer.from(new SigningKey(seed).verifyKey).equals(root);
    const traces = [
      ...files.map(({ path, bytes }) => [path, bytes] as const),
      ...exchanges.map((exchange) => ['a request', exchange.request.body] as const),
      ['the sealed device', opened.plain] as const,
    ];
    // Tries every window of 32 bytes as the seed.
    for (const [where, bytes] of traces) {
      for (let at = 0; at + 32 <= bytes.length; at += 1)
        judge.expect.that(!isRoot(bytes.subarray(at, at + 32)), 'no seed of the root key', `one in ${where}`);
    }
    for (const [where, bytes] of [...traces, ['the log', log] as const])
      judge.expect.that(!writtenKeys(bytes).some(isRoot), 'no seed of the root key', `one in ${where}`);
  },
);

/** The values of 32 bytes that a text contains in hexadecimal or base64, or in lists and escapes. */
function writtenKeys(text: Uint8Array): readonly Buffer[] {
  const content = Buffer.from(text).toString('latin1');
  const hexadecimal = [...content.matchAll(/[0-9a-f]{64}/gi)].map(([digits]) => Buffer.from(digits, 'hex'));
  const base64 = [...content.matchAll(/(?<![\w+/-])[\w+/-]{43}(?![\w+/-])/g)];
  const lists = printedBytesIn(Buffer.from(text)).flatMap((bytes) =>
    Array.from({ length: Math.max(0, bytes.length - 31) }, (_, at) => bytes.subarray(at, at + 32)),
  );
  return [...hexadecimal, ...base64.map(([digits]) => Buffer.from(digits, 'base64')), ...lists];
}

verifiesClient('client-keys/argon2id-fresh-salt', fullCostTimeout, async (judge) => {
  const [first, second] = [await observedBootstrap(judge), await observedBootstrap(judge, 'second')];
  judge.expect.equal(second.password, first.password, 'password');
  const salts = [first, second].map(({ opened }) => Buffer.from(opened.algorithm.salt).toString('hex'));
  judge.expect.equal(first.opened.algorithm.type, 'ARGON2ID', 'algorithm');
  judge.expect.that(salts[0]?.length === 32 && salts[0] !== salts[1], 'two salts of 16 bytes', salts);
});

/**
 * Asserts that the salts have 16 bytes and that no byte is the same in all of them. Five random
 * salts share a byte at some position with a probability of 2^-28.
 */
function expectFreshSalts(judge: ClientJudge, files: readonly OpenedDeviceFile[]): void {
  const salts = files.map(({ algorithm }) => Buffer.from(algorithm.salt));
  judge.expect.equal(
    salts.map((salt) => salt.length),
    files.map(() => 16),
    'bytes of the salts',
  );
  const [first = Buffer.alloc(0)] = salts;
  const fixed = [...first.keys()].filter((at) => salts.every((salt) => salt[at] === first[at]));
  judge.expect.equal(
    fixed,
    [],
    `positions at which ${salts.length} salts of one password have the same byte`,
  );
}

verifiesClient('client-keys/argon2id-fresh-salt', { case: 'password-change' }, async (judge) => {
  const { session, home, password, access } = await simulateOrganization(judge);
  const files: OpenedDeviceFile[] = [];
  for (let change = 0; change < 5; change += 1) {
    judge.expectOk(await session.changePassword({ ...access, newPassword: password }), 'a change');
    files.push(await openOnlyDevice(judge, home, password));
  }
  expectFreshSalts(judge, files);
});

for (const type of ['USER', 'DEVICE'] as const) {
  const name = `claim-of-${type.toLowerCase()}`;
  verifiesClient('client-keys/argon2id-fresh-salt', { case: name }, async (judge) => {
    const password = 'correct horse battery staple 7';
    const salts: string[] = [];
    for (const which of ['a first', 'a second']) {
      const { session, home, link, requested, comparison } = await claimingClient(judge, type);
      const outcome = await session.claim({ ...requested, link, password, comparing: comparison.comparing });
      judge.expectOk(outcome, `${which} claim`);
      const { algorithm } = await openOnlyDevice(judge, home, password);
      salts.push(Buffer.from(algorithm.salt).toString('hex'));
    }
    judge.expect.that(salts[0]?.length === 32 && salts[0] !== salts[1], 'two salts of 16 bytes', salts);
  });
}

/** Asserts the least Argon2id parameters (spec/protocol/client-keys.md). */
const expectStrongHash = (judge: ClientJudge, { algorithm }: OpenedDeviceFile): void => {
  judge.expect.that(algorithm.memlimit_kb >= 131_072, 'at least 131072 KiB', algorithm.memlimit_kb);
  judge.expect.that(algorithm.opslimit >= 3, 'at least 3 passes', algorithm.opslimit);
};

verifiesClient(
  'client-keys/argon2id-strength',
  { ...fullCostTimeout, case: 'password-change' },
  async (judge) => {
    const { session, home, access } = await simulateOrganization(judge, { fullCost: true });
    const newPassword = `new ${judge.random.hex(16)}`;
    judge.expectOk(await session.changePassword({ ...access, newPassword }), 'a change');
    expectStrongHash(judge, await openOnlyDevice(judge, home, newPassword));
  },
);

verifiesClient('client-keys/argon2id-strength', { ...fullCostTimeout, case: 'claim' }, async (judge) => {
  const client = await claimingClient(judge, 'USER', { fullCost: true });
  judge.expectOk(await client.claim(), 'a claim');
  expectStrongHash(judge, await openOnlyDevice(judge, client.home, client.password));
});

verifiesClient('client-keys/argon2id-strength', fullCostTimeout, async (judge) => {
  expectStrongHash(judge, (await observedBootstrap(judge, 'full-cost')).opened);
});

verifiesClient('client-keys/owner-only', fullCostTimeout, async (judge) => {
  if (process.platform === 'win32') return judge.notApplicable('this system has no permission bits');
  const { mode, folderMode } = await observedBootstrap(judge);
  judge.expect.equal((mode & 0o777).toString(8), '600', 'permission bits of the device file');
  judge.expect.equal((folderMode & 0o077).toString(8), '0', 'permission bits of its folder for others');
});

/**
 * Operations other than a bootstrap that write a device file. Each returns its home and password.
 */
const operations = {
  'password-change': async (judge: ClientJudge) => {
    const { session, home, access } = await simulateOrganization(judge);
    const newPassword = `new ${judge.random.hex(16)}`;
    judge.expectOk(await session.changePassword({ ...access, newPassword }), 'a change');
    return { home, password: newPassword };
  },
  claim: async (judge: ClientJudge) => {
    const client = await claimingClient(judge, 'USER');
    judge.expectOk(await client.claim(), 'a claim');
    return client;
  },
};

for (const operation of ['password-change', 'claim'] as const) {
  verifiesClient('client-keys/owner-only', { case: operation }, async (judge) => {
    if (process.platform === 'win32') return judge.notApplicable('this system has no permission bits');
    const { home, password } = await operations[operation](judge);
    const { path } = await openOnlyDevice(judge, home, password);
    const { mode } = await stat(path);
    judge.expect.equal((mode & 0o777).toString(8), '600', 'permission bits of the device file');
  });
}

verifiesClient('keys/boxes-interoperate', fullCostTimeout, async (judge) => {
  const { opened, request, exchange } = await observedBootstrap(judge);
  // libsodium opened the file and verifies the certificates.
  judge.expect.equal(opened.device.type, 'local_device', 'type of the sealed device');
  const root = judge.expect.bytes(request, 'root_verify_key', exchange);
  const device = judge.expect.certificate(request.device_certificate, root, 'device_certificate', exchange);
  const own = new SigningKey(judge.expect.bytes(opened.device, 'signing_key'));
  judge.expect.equal(device.verify_key, own.verifyKey, 'verify key of the sealed signing key', exchange);
});
