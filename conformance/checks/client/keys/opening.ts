import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { devicesFolder } from '../../../src/client/device-files.ts';
import { type StagedOrganization, stageOrganization } from '../../../src/client/staged-organization.ts';
import type { ClientOutcomeCode } from '../../../src/targets/client-driver.ts';
import { decode } from '../../../src/wire/decode.ts';
import { encode } from '../../../src/wire/encode.ts';

/**
 * The client fails to open this file with the given code, and still opens the existing device
 * afterwards.
 */
async function fails(
  judge: ClientJudge,
  stage: StagedOrganization,
  file: string,
  code: ClientOutcomeCode,
  password?: string,
) {
  const outcome = await stage.session.logIn({ password: password ?? stage.password, file });
  judge.expect.equal(stage.asked.length, 0, 'requests of a client that could not open its device');
  judge.expectOutcome(await stage.logIn(), 'ok', 'the device beside it');
  return judge.expectOutcome(outcome, code);
}

const beside = ({ home }: StagedOrganization, name: string) => join(devicesFolder(home), name);
const fields = async ({ file }: StagedOrganization) =>
  decode(await readFile(file)) as Record<string, unknown>;

verifiesClient('client-keys/missing-told', async (judge) => {
  const stage = await stageOrganization(judge);
  await fails(judge, stage, beside(stage, `${judge.random.hex(32)}.keys`), 'missing');
});

for (const [name, damage] of [
  ['random-bytes', (_, judge) => judge.random.bytes(500)],
  ['empty', () => new Uint8Array()],
  ['text', () => Buffer.from('This is not a device file.\n')],
  ['truncated', (bytes) => bytes.subarray(0, bytes.length - 40)],
  ['half', (bytes) => bytes.subarray(0, bytes.length >> 1)],
] satisfies [string, (bytes: Uint8Array, judge: ClientJudge) => Uint8Array][]) {
  verifiesClient('client-keys/not-a-device-file-told', { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const file = beside(stage, 'other.device');
    await writeFile(file, damage(await readFile(stage.file), judge));
    await fails(judge, stage, file, 'no-device-file');
  });
}

for (const [name, change] of [
  ['keyring', { type: 'keyring', keyring_service: 'parsec', keyring_user: 'someone', algorithm: undefined }],
  ['recovery', { type: 'recovery', algorithm: undefined, totp_opaque_key_id: undefined }],
  ['unknown', { type: 'dummy' }],
] as const) {
  verifiesClient('client-keys/other-protection-told', { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const file = beside(stage, 'other.device');
    await writeFile(file, encode({ ...(await fields(stage)), ...change }));
    await fails(judge, stage, file, 'unknown-kind');
  });
}

const bothCauses = (judge: ClientJudge, message: string): void =>
  judge.expect.that(
    /password/i.test(message) && /damage|corrupt|altered/i.test(message),
    'a message that names a wrong password and a damaged file as causes',
    message,
  );

verifiesClient('client-keys/wrong-password-or-damage-told', { case: 'wrong-password' }, async (judge) => {
  const stage = await stageOrganization(judge);
  const { message } = await fails(judge, stage, stage.file, 'cannot-open', `${stage.password}x`);
  bothCauses(judge, message);
});

for (const part of ['first-byte', 'middle-byte', 'last-byte', 'salt'] as const) {
  verifiesClient('client-keys/wrong-password-or-damage-told', { case: part }, async (judge) => {
    const stage = await stageOrganization(judge);
    const all = await fields(stage);
    const algorithm = all.algorithm as { salt: Uint8Array };
    const ciphertext = Uint8Array.from(judge.expect.bytes(all, 'ciphertext'));
    const salt = Uint8Array.from(algorithm.salt);
    const at = { 'first-byte': 0, 'middle-byte': ciphertext.length >> 1, 'last-byte': ciphertext.length - 1 };
    if (part === 'salt') salt[7] = (salt[7] ?? 0) ^ 1;
    else ciphertext[at[part]] = (ciphertext[at[part]] ?? 0) ^ 1;
    const file = beside(stage, 'other.device');
    await writeFile(file, encode({ ...all, algorithm: { ...algorithm, salt }, ciphertext }));
    const { message } = await fails(judge, stage, file, 'cannot-open');
    bothCauses(judge, message);
  });
}

for (const name of ['wrong-password', 'junk'] as const) {
  verifiesClient('client-keys/failed-opening-changes-nothing', { case: name }, async (judge) => {
    const stage = await stageOrganization(judge);
    const file = name === 'junk' ? beside(stage, 'other.device') : stage.file;
    if (name === 'junk') await writeFile(file, judge.random.bytes(500));
    const before = await readFile(file);
    const wrong = `${stage.password}x`;
    const code = name === 'junk' ? 'no-device-file' : 'cannot-open';
    const { output, facts } = await fails(judge, stage, file, code, wrong);
    judge.expect.equal(await readFile(file), before, 'the file after the failure');
    const told = `${output}${JSON.stringify(facts)}`;
    judge.expect.that(!told.includes(wrong), 'nothing of the password told', 'the password');
  });
}
