import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkTraffic } from '../../src/observe/check-traffic.ts';
import { openClientFiles } from '../../src/observe/client-files.ts';
import { Cast } from '../../src/people/cast.ts';
import { makeDeviceFile } from '../../src/people/device-file.ts';
import { Random } from '../../src/people/random.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Instant } from '../../src/wire/values.ts';

const random = new Random('client files');
const cast = new Cast(random);
const password = 'a password of the test';
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-home-'));
  await mkdir(join(home, 'deep', 'down'), { recursive: true });
});
afterEach(() => rm(home, { recursive: true }));

const fieldsOf = (name: string) => {
  const { userId, email, label, privateKey, device } = cast.person(name);
  return {
    type: 'local_device',
    organization_id: 'Org',
    user_id: userId,
    device_id: device.id,
    human_handle: [email, label],
    device_label: device.label,
    signing_key: device.key.seed,
    private_key: privateKey.bytes,
    local_symkey: random.bytes(32),
    user_realm_key: random.bytes(32),
  };
};
const save = (name: string, device: object, secret = password) =>
  writeFile(
    join(home, 'deep', 'down', `${name}.keys`),
    makeDeviceFile(device as Readonly<Record<string, unknown>>, secret, {
      ...{ salt: random.bytes(16), nonce: random.bytes(24), at: new Instant(0n) },
    }),
  );
const sent = (change: { body?: Uint8Array; header?: string; target?: string }) => ({
  startedAt: 0,
  exchange: new Exchange(
    {
      method: 'POST',
      target: change.target ?? '/authenticated/Org',
      headers: [['X-Note', change.header ?? 'none']],
      body: change.body ?? new Uint8Array(),
    },
    'closed',
    0,
  ),
});
const broken = (exchanges: Parameters<typeof checkTraffic>[0], files: Parameters<typeof checkTraffic>[1]) =>
  checkTraffic(exchanges, files).rules.filter(
    (rule) => rule.broken > 0 && rule.requirement.startsWith('client-keys/'),
  );

test('secrets of the device files are found in every part of a request, and not shown', async () => {
  const alice = fieldsOf('alice');
  await save('alice', alice);
  const files = await openClientFiles(home, password);
  expect([files.opened.length, files.unopened]).toEqual([1, 0]);
  expect(broken([sent({ body: random.bytes(100) })], files)).toEqual([]);
  const leaks = [
    sent({ body: Buffer.concat([random.bytes(5), alice.signing_key, random.bytes(5)]) }),
    sent({ header: Buffer.from(alice.private_key).toString('hex') }),
    sent({ target: `/x?k=${Buffer.from(alice.local_symkey).toString('base64url')}` }),
    sent({ body: Buffer.from(`{"p":"${password}"}`) }),
  ];
  for (const leak of leaks) {
    const rules = broken([leak], files);
    expect(rules.map(({ requirement }) => requirement)).toEqual(['client-keys/no-secret-on-the-wire']);
    const text = JSON.stringify(rules);
    for (const secret of [password, Buffer.from(alice.private_key).toString('hex')])
      expect(text).not.toContain(secret);
  }
});

test('two devices with one key are reported, and two files of one device are not', async () => {
  const [alice, bob] = [fieldsOf('alice'), fieldsOf('bob')];
  await save('alice', alice);
  await save('alice-again', alice);
  await save('bob', bob);
  expect(broken([sent({})], await openClientFiles(home, password))).toEqual([]);
  await save('bob', { ...bob, signing_key: alice.signing_key });
  expect(
    broken([sent({})], await openClientFiles(home, password)).map(({ requirement }) => requirement),
  ).toEqual(['client-keys/device-has-own-keys']);
});

test('files that the password does not open are counted', async () => {
  await save('other', fieldsOf('bob'), 'another password');
  await writeFile(join(home, 'junk.keys'), 'no device file');
  const costly = makeDeviceFile(fieldsOf('bob'), password, {
    ...{ salt: random.bytes(16), nonce: random.bytes(24), at: new Instant(0n) },
  });
  const name = Buffer.from('opslimit');
  const at = Buffer.from(costly).indexOf(name) + name.length;
  await writeFile(
    join(home, 'costly.keys'),
    costly.map((byte, index) => (index === at ? 127 : byte)),
  );
  expect(await openClientFiles(home, password)).toMatchObject({ opened: [], unopened: 3 });
});

test('a folder that is nested too deeply for a path does not hide other files', async () => {
  await save('alice', fieldsOf('alice'));
  const half = Array.from({ length: 12 }, () => 'd'.repeat(200));
  const [outer, inner] = [join(home, 'a', ...half), join(home, 'b')];
  await mkdir(outer, { recursive: true });
  await mkdir(join(inner, ...half), { recursive: true });
  await rename(inner, join(outer, 'b'));
  try {
    expect((await openClientFiles(home, password)).opened).toHaveLength(1);
  } finally {
    await rename(join(outer, 'b'), inner);
  }
});
