import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import { type ActOutcome, type Installation, openInstallation } from '@parsec-spec/reference-client/driver';
import type { Crypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { devicesFolder } from '../../src/played-server/device-files.ts';
import { decode } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import type { Fields } from '../../src/wire/values.ts';
import { type MutantClient, mutantClient, withCrypto } from './mutant-client.ts';

/** The fields of a device if the bytes are those that a device file seals. */
function deviceIn(plain: Uint8Array): Fields | undefined {
  try {
    const value = decode(plain) as Fields;
    return value.type === 'local_device' ? value : undefined;
  } catch {
    return undefined;
  }
}

const withDevice = (plain: Uint8Array, change: (device: Fields) => Fields): Uint8Array => {
  const device = deviceIn(plain);
  return device === undefined ? plain : Uint8Array.from(encode({ ...device, ...change(device) }));
};

/** Changes the device that a file seals. */
const sealing = (change: (device: Fields) => Fields) => (right: Crypto) => ({
  secretboxSeal: (key: Uint8Array, nonce: Uint8Array, plain: Uint8Array) =>
    right.secretboxSeal(key, nonce, withDevice(plain, change)),
});

const savingDevice = (requirement: RequirementId, how: string, change: (device: Fields) => Fields) =>
  mutantClient(requirement, how, { options: withCrypto(sealing(change)) });

type Act = 'bootstrap' | 'logIn' | 'changePassword' | 'claim' | 'list';

/** Does something before or after an act, in the home of the client. */
const around = (
  requirement: RequirementId,
  how: string,
  acts: readonly Act[],
  doing: (place: {
    readonly home: string;
    readonly input: { readonly file?: string; readonly password?: string };
    readonly go: (changed?: object) => Promise<ActOutcome>;
    readonly reopened: (crypto: Partial<Crypto>) => Installation;
  }) => Promise<ActOutcome>,
): MutantClient =>
  mutantClient(requirement, how, {
    acts: (session, home, given) => {
      const reopened = (crypto: Partial<Crypto>) =>
        openInstallation(home, { ...given, crypto: { ...clientCrypto, ...crypto } });
      const changed = acts.map((act) => [
        act,
        (input: object) =>
          doing({
            home,
            input,
            go: (other = {}) => session[act]({ ...input, ...other } as never),
            reopened,
          }),
      ]);
      return { ...session, ...Object.fromEntries(changed) };
    },
  });

/** Hashes other bytes than those of the password that was typed. */
const hashing = (how: string, change: (password: Uint8Array) => Uint8Array) =>
  mutantClient('client-keys/password-as-typed', how, {
    options: withCrypto(({ argon2id }) => ({
      argon2id: (password: Uint8Array, parameters) => argon2id(change(password), parameters),
    })),
  });

const asText = (change: (text: string) => string) => (password: Uint8Array) =>
  new TextEncoder().encode(change(new TextDecoder().decode(password)));

const fileOf = (outcome: ActOutcome): string | undefined =>
  typeof outcome.facts.file === 'string' ? outcome.facts.file : undefined;

/** The device file whose password is changed. */
async function fileBefore(input: { readonly file?: string }, reopened: (crypto: object) => Installation) {
  if (input.file !== undefined) return input.file;
  const { devices } = (await reopened({}).list()).facts as { devices: readonly { file: string }[] };
  return devices[0]?.file ?? '';
}

/** Replaces a file by a rename, as the client does. */
function replaceFile(file: string, bytes: Uint8Array): void {
  writeFileSync(`${file}.other`, bytes, { mode: 0o600 });
  renameSync(`${file}.other`, file);
}

/** Damages the device file for a moment before its password is changed. */
const damaging = (how: string, damage: (file: string) => void) =>
  around('client-keys/no-partial-file', how, ['changePassword'], async ({ input, go, reopened }) => {
    const file = await fileBefore(input, reopened);
    const bytes = readFileSync(file);
    damage(file);
    await sleep(20);
    replaceFile(file, bytes);
    return go();
  });

/** Keeps the file that the old password opens. */
const keepingOld = (how: string, place: (file: string) => string) =>
  around(
    'client-keys/old-password-opens-nothing',
    how,
    ['changePassword'],
    async ({ input, go, reopened }) => {
      const file = await fileBefore(input, reopened);
      copyFileSync(file, place(file));
      return go();
    },
  );

/** Keeps the root key, with which it signs first, in the device. */
const keepingRoot = (how: string, place: (root: Uint8Array) => Fields) =>
  mutantClient('client-keys/root-key-never-kept', how, {
    options: withCrypto((right) => {
      let root: Uint8Array | undefined;
      return {
        sign: (seed: Uint8Array, message: Uint8Array) => {
          root ??= seed.slice();
          return right.sign(seed, message) as never;
        },
        ...sealing(() => (root === undefined ? {} : place(root)))(right),
      };
    }),
  });

const repeating = (requirement: RequirementId, how: string, size: number) =>
  mutantClient(requirement, how, {
    options: withCrypto(({ randomBytes }) => {
      const kept = new Uint8Array(size).fill(9);
      return { randomBytes: (length) => (length === size ? kept.slice() : randomBytes(length)) };
    }),
  });

/** Swaps the bytes of the nonce in a box. */
const withNonce = (box: Uint8Array, nonce: Uint8Array): Uint8Array =>
  Uint8Array.from([...nonce, ...box.subarray(24)]);

/** Reference clients that each break one rule about keys and files. */
export const mutantsOfFiles: readonly MutantClient[] = [
  around('client-keys/clear-part-is-metadata', 'profile', ['bootstrap', 'claim'], async ({ go }) => {
    const outcome = await go();
    const file = fileOf(outcome);
    if (file !== undefined) {
      const clear = decode(readFileSync(file)) as Fields;
      writeFileSync(file, encode({ ...clear, initial_profile: 'ADMIN' }));
    }
    return outcome;
  }),
  around('client-keys/keys-are-sealed', 'one-beside', ['bootstrap'], async ({ home, input, reopened }) => {
    let key: unknown;
    const outcome = await reopened(
      sealing((device) => {
        // The client wipes what it has sealed.
        key = (device.local_symkey as Uint8Array).slice();
        return {};
      })(clientCrypto),
    ).bootstrap(input as never);
    if (key instanceof Uint8Array) writeFileSync(join(devicesFolder(home), 'cache'), key);
    return outcome;
  }),
  mutantClient('client-keys/keys-are-sealed', 'in-clear', {
    options: withCrypto(({ secretboxSeal }) => ({
      secretboxSeal: (key, nonce, plain) =>
        deviceIn(plain) === undefined ? secretboxSeal(key, nonce, plain) : plain.slice(),
    })),
  }),
  around('client-keys/no-secret-in-files', 'debug-log', ['logIn'], async ({ home, input, reopened }) => {
    let key = new Uint8Array();
    const outcome = await reopened({
      sign: ((seed: Uint8Array, message: Uint8Array) => {
        key = seed.slice();
        return clientCrypto.sign(seed, message);
      }) as Crypto['sign'],
    }).logIn(input as never);
    if (key.length > 0) appendFileSync(join(devicesFolder(home), 'debug.log'), `[${[...key]}]`);
    return outcome;
  }),
  around(
    'client-keys/no-secret-in-files',
    'until-the-claim-ends',
    ['claim'],
    async ({ home, input, reopened }) => {
      const file = join(devicesFolder(home), 'claim.new');
      const outcome = await reopened({
        verifyKeyOf: (seed: Uint8Array) => {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, seed);
          return clientCrypto.verifyKeyOf(seed);
        },
      }).claim(input as never);
      await sleep(100);
      rmSync(file, { force: true });
      return outcome;
    },
  ),
  repeating('client-keys/no-key-twice', 'keys', 32),
  repeating('client-keys/no-key-twice', 'nonces', 24),
  hashing('cut-at-72-bytes', (password) => password.slice(0, 72)),
  hashing(
    'composed',
    asText((text) => text.normalize('NFC')),
  ),
  hashing(
    'trimmed',
    asText((text) => text.trim()),
  ),
  around(
    'client-keys/password-change-loses-nothing',
    'new-symkey',
    ['changePassword'],
    ({ input, reopened }) =>
      reopened(sealing(() => ({ local_symkey: new Uint8Array(32).fill(5) }))(clientCrypto)).changePassword(
        input as never,
      ),
  ),
  around('client-keys/old-password-opens-nothing', 'unchanged', ['changePassword'], ({ input, go }) =>
    go({ newPassword: input.password }),
  ),
  keepingOld('backup', (file) => `${file}.bak`),
  keepingOld('backup-is-listed', (file) => file.replace(/keys$/, 'old.keys')),
  keepingRoot('as-signing-key', (root) => ({ signing_key: root })),
  keepingRoot('as-text', (root) => ({ device_label: Buffer.from(root).toString('base64') })),
  keepingRoot('as-realm-key', (root) => ({ user_realm_key: root })),
  savingDevice('client-keys/round-trip', 'another-id', ({ user_id }) => ({ device_id: user_id })),
  savingDevice('client-keys/round-trip', 'label-upper-case', ({ device_label }) => ({
    device_label: String(device_label).toUpperCase(),
  })),
  damaging('emptied-first', (file) => replaceFile(file, new Uint8Array())),
  damaging('deleted-first', (file) => rmSync(file)),
  around(
    'client-keys/no-partial-file',
    'written-anew',
    ['changePassword'],
    async ({ input, go, reopened }) => {
      const outcome = await go();
      const file = await fileBefore(input, reopened);
      const bytes = readFileSync(file);
      rmSync(file);
      writeFileSync(file, bytes, { mode: 0o600 });
      return outcome;
    },
  ),
  around(
    'client-keys/no-partial-file',
    'written-in-place',
    ['changePassword'],
    async ({ home, input, go, reopened }) => {
      const file = await fileBefore(input, reopened);
      const copy = join(home, 'copy.keys');
      copyFileSync(file, copy);
      const outcome = await go({ file: copy });
      writeFileSync(file, readFileSync(copy));
      rmSync(copy);
      return outcome;
    },
  ),
  savingDevice('client-keys/device-has-own-keys', 'symkey-of-the-user', ({ user_realm_key }) => ({
    local_symkey: user_realm_key,
  })),
  savingDevice('client-keys/device-has-own-keys', 'signing-key-as-symkey', ({ signing_key }) => ({
    local_symkey: signing_key,
  })),
  around('client-keys/listing-skips-junk', 'junk-ends-the-list', ['list'], async ({ go }) => {
    const outcome = await go();
    const skipped = outcome.facts.skipped as readonly string[] | undefined;
    const devices = outcome.facts.devices as readonly { file: string }[] | undefined;
    if (!skipped?.length || devices === undefined) return outcome;
    const end = skipped.toSorted()[0] ?? '';
    return {
      ...outcome,
      facts: { ...outcome.facts, devices: devices.filter(({ file }) => file < end) },
    };
  }),
  mutantClient('keys/boxes-interoperate', 'another-box', {
    options: withCrypto(({ secretboxSeal, secretboxOpen }) => ({
      secretboxSeal: (key, nonce, plain) => withNonce(secretboxSeal(key, nonce.toReversed(), plain), nonce),
      secretboxOpen: (key, box) => secretboxOpen(key, withNonce(box, box.slice(0, 24).reverse())),
    })),
  }),
];
