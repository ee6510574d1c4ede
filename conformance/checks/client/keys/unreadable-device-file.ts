import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { bytesOf, deviceFiles, filesBelow } from '../../../src/played-server/device-files.ts';
import {
  type SimulatedOrganization,
  simulateOrganization,
} from '../../../src/played-server/simulated-organization.ts';
import type { ClientOutcome } from '../../../src/targets/client/client-driver.ts';
import { decode } from '../../../src/wire/decode.ts';
import { encode } from '../../../src/wire/encode.ts';

/** Changes the bytes of the device file. Undefined: the file is removed. */
type Damage = (bytes: Uint8Array, judge: ClientJudge) => Uint8Array | undefined;

const unchanged: Damage = (bytes) => bytes;

/** The path of the only device file of the client. */
async function onlyFile(judge: ClientJudge, { home }: SimulatedOrganization): Promise<string> {
  const [file, ...others] = deviceFiles(await filesBelow(home));
  judge.expect.equal(others.length, 0, 'other device files');
  return file?.path ?? judge.fail('no device file', { files: 1 }, { files: 0 });
}

/**
 * Asserts that a newly started client fails to open the damaged device file, sends nothing, and
 * opens the undamaged one afterwards.
 */
async function expectOpeningFails(
  judge: ClientJudge,
  simulated: SimulatedOrganization,
  damage: Damage,
  password = simulated.password,
): Promise<ClientOutcome> {
  const { session, access } = simulated;
  const file = await onlyFile(judge, simulated);
  const good = await readFile(file);
  const damaged = damage(good, judge);
  if (damaged === undefined) await rm(file);
  else await writeFile(file, damaged);
  await session.close();
  const before = simulated.commands.length;
  const outcome = await session.logIn({ ...access, password, file });
  judge.expect.equal(simulated.commands.length, before, 'requests of a client that could not open the file');
  if (damaged !== undefined) judge.expect.equal(await bytesOf(file), damaged, 'the file after the failure');
  await writeFile(file, good, { mode: 0o600 });
  await session.close();
  judge.expectOk(await simulated.logIn(), 'the undamaged device');
  return judge.expectRefused(outcome);
}

/** Asserts that the client explains a damage otherwise than a wrong password and a missing file. */
async function expectToldApart(judge: ClientJudge, name: string, damage: Damage): Promise<void> {
  const simulated = await simulateOrganization(judge);
  const outcome = await expectOpeningFails(judge, simulated, damage);
  const wrong = await expectOpeningFails(judge, simulated, unchanged, 'x');
  judge.expectToldApart([name, outcome], [['a wrong password', wrong]]);
}

const keyFileOptions = { timeout: 15_000 } as const;

verifiesClient('client-keys/missing-told', keyFileOptions, (judge) =>
  expectToldApart(judge, 'a missing file', () => undefined),
);

for (const [name, damage] of [
  ['random-bytes', (_, judge) => judge.random.bytes(500)],
  ['empty', () => new Uint8Array()],
  ['text', () => Buffer.from('This is not a device file.\n')],
  ['truncated', (bytes) => bytes.subarray(0, bytes.length - 40)],
  ['half', (bytes) => bytes.subarray(0, bytes.length >> 1)],
] satisfies [string, Damage][]) {
  verifiesClient('client-keys/not-a-device-file-told', { ...keyFileOptions, case: name }, (judge) =>
    expectToldApart(judge, 'a file that is no device file', damage),
  );
}

const fieldsOf = (bytes: Uint8Array) => decode(bytes) as Readonly<Record<string, unknown>>;

const keyring = {
  type: 'keyring',
  keyring_service: 'parsec',
  keyring_user: 'someone',
  algorithm: undefined,
};

for (const [name, change] of [
  ['keyring', keyring],
  ['recovery', { type: 'recovery', algorithm: undefined, totp_opaque_key_id: undefined }],
  ['unknown', { type: 'dummy' }],
] as const) {
  verifiesClient('client-keys/other-protection-told', { ...keyFileOptions, case: name }, (judge) =>
    expectToldApart(judge, 'a device protected otherwise', (bytes) =>
      encode({ ...fieldsOf(bytes), ...change }),
    ),
  );
}

const missing = 'client-keys/missing-told';
const noDeviceFile = 'client-keys/not-a-device-file-told';
const protection = 'client-keys/other-protection-told';

/** One failure of each kind, with the rule that wants it told apart, and a wrong password. */
const failures: readonly (readonly [
  name: string,
  rule: RequirementId | undefined,
  damage: Damage,
  password?: string,
])[] = [
  ['a missing file', missing, () => undefined],
  ['a file that is no device file', noDeviceFile, () => Buffer.from('This is not a device file.\n')],
  ['a device protected otherwise', protection, (bytes) => encode({ ...fieldsOf(bytes), ...keyring })],
  ['a wrong password', undefined, unchanged, 'x'],
  ['a damaged file', undefined, (bytes) => flips['first-byte'](bytes)],
];

/**
 * Whether the client opens the file that an act names. A client may ignore it and look for the device
 * in its list (conformance/clients/CONTRACT.md), in which only names that end in `.keys` occur.
 */
async function opensNamedFile(judge: ClientJudge, simulated: SimulatedOrganization): Promise<boolean> {
  const { session, access } = simulated;
  const path = await onlyFile(judge, simulated);
  await rename(path, `${path}.moved`);
  await session.close();
  const { end } = await session.logIn({ ...access, file: `${path}.moved` });
  await rename(`${path}.moved`, path);
  return end === 'ok';
}

verifiesClient([missing, noDeviceFile, protection], { timeout: 30_000, case: 'pairwise' }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  const outcomes = [];
  const mayMissJunk = !(await opensNamedFile(judge, simulated));
  for (const [name, rule, damage, password] of failures)
    outcomes.push({ name, rule, outcome: await expectOpeningFails(judge, simulated, damage, password) });
  for (const [at, one] of outcomes.entries())
    for (const other of outcomes.slice(at + 1)) {
      const rules = [one.rule, other.rule].filter((rule) => rule !== undefined);
      // A list skips junk, so junk is a missing file for a client that looks for the device in one.
      if (mayMissJunk && rules.includes(missing) && rules.includes(noDeviceFile)) continue;
      if (rules.length === 0) continue;
      await judge.under(rules, () =>
        judge.expectToldApart([one.name, one.outcome], [[other.name, other.outcome]]),
      );
    }
});

/** Flips one bit of the ciphertext or of the salt. */
const flips = {
  'first-byte': (bytes) => withFlippedCiphertext(bytes, () => 0),
  'middle-byte': (bytes) => withFlippedCiphertext(bytes, (length) => length >> 1),
  'last-byte': (bytes) => withFlippedCiphertext(bytes, (length) => length - 1),
  salt: (bytes) => {
    const fields = fieldsOf(bytes);
    const algorithm = fields.algorithm as { salt: Uint8Array };
    return encode({ ...fields, algorithm: { ...algorithm, salt: flipped(algorithm.salt, 7) } });
  },
} satisfies Record<string, Damage>;

function withFlippedCiphertext(bytes: Uint8Array, at: (length: number) => number): Uint8Array {
  const fields = fieldsOf(bytes);
  const ciphertext = fields.ciphertext as Uint8Array;
  return encode({ ...fields, ciphertext: flipped(ciphertext, at(ciphertext.length)) });
}

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));

/**
 * Lets a client open its device with a wrong password, and then the damaged file with the right one.
 * Asserts that it explains both alike. Returns the first outcome.
 */
async function expectToldAsWrongPassword(judge: ClientJudge, damage: Damage): Promise<ClientOutcome> {
  const simulated = await simulateOrganization(judge);
  const wrong = await expectOpeningFails(judge, simulated, unchanged, `${simulated.password}x`);
  const damaged = await expectOpeningFails(judge, simulated, damage);
  judge.expectToldAlike(['a wrong password', wrong], ['a damaged file', damaged]);
  return wrong;
}

verifiesClient(
  'client-keys/wrong-password-or-damage-told',
  { ...keyFileOptions, case: 'wrong-password' },
  async (judge) => {
    const { said } = await expectToldAsWrongPassword(judge, flips['first-byte']);
    // Whether a text names both causes, in any language, is for a person to judge.
    if (!/passw|secret|decrypt/i.test(said) || !/damage|corrupt|altered|decrypt/i.test(said))
      judge.note(`see whether this names a wrong password and a damaged file: ${JSON.stringify(said)}`);
  },
);

for (const part of ['first-byte', 'middle-byte', 'last-byte', 'salt'] as const) {
  verifiesClient(
    'client-keys/wrong-password-or-damage-told',
    { ...keyFileOptions, case: part },
    async (judge) => void (await expectToldAsWrongPassword(judge, flips[part])),
  );
}

for (const [name, damage] of [
  ['wrong-password', unchanged],
  ['junk', (_, judge) => judge.random.bytes(500)],
] satisfies [string, Damage][]) {
  verifiesClient(
    'client-keys/failed-opening-changes-nothing',
    { ...keyFileOptions, case: name },
    async (judge) => {
      const simulated = await simulateOrganization(judge);
      const wrong = `${simulated.password}x`;
      await expectOpeningFails(judge, simulated, damage, wrong);
      await simulated.session.close();
      judge.expect.that(
        !simulated.session.log().includes(wrong),
        'an output without the password',
        'the password in it',
      );
    },
  );
}
