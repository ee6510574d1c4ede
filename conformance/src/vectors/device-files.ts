import { sealDevice } from '@parsec-spec/reference-client/device-files';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { type Crypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { encodeLocalDevice, type LocalDevice } from '@parsec-spec/spec/device-files';
import type { VectorFile } from '@parsec-spec/spec/vectors';
import type { Device } from '../people/cast.ts';
import { type ExampleMember, type ExampleOrganization, exampleHost } from './example-organization.ts';
import { flipBit, hex, hexFile, invalid, valid } from './vector-file.ts';

/** The default crypto with a cache for Argon2id, because many vectors alter the same file. */
export function cachingCrypto(): Crypto {
  const keys = new Map<string, Promise<Uint8Array>>();
  return {
    ...syncCrypto,
    argon2id: async (password, parameters) => {
      const { memlimitKib, opslimit, parallelism, salt } = parameters;
      const input = [memlimitKib, opslimit, parallelism, [...salt], [...password]].join(' ');
      const key = keys.get(input) ?? syncCrypto.argon2id(password, parameters);
      keys.set(input, key);
      // The caller overwrites the key after use.
      return Uint8Array.from(await key);
    },
  };
}

/** A device of the example organization, its file, and its password. */
export interface StoredDevice {
  readonly label: string;
  readonly id: string;
  readonly password: string;
  readonly file: Uint8Array;
  readonly content: Uint8Array;
}

/**
 * Seals every device of the example organization with a password of its own, at full cost (KEYS-05,
 * KEYS-06).
 */
export async function storedDevices(example: ExampleOrganization): Promise<readonly StoredDevice[]> {
  const { alice, bob, carol, dora, erik, workstation, phone, after } = example;
  const stored: StoredDevice[] = [];
  // Sequentially, because each one needs 128 MiB.
  for (const member of [alice, bob, carol, dora, erik]) {
    stored.push(await storeDevice(example, member, member.person.device, member.since.micros));
  }
  stored.push(await storeDevice(example, alice, workstation, after(3).micros));
  stored.push(await storeDevice(example, erik, phone, after(7).micros));
  return stored;
}

async function storeDevice(
  example: ExampleOrganization,
  member: ExampleMember,
  device: Device,
  micros: bigint,
): Promise<StoredDevice> {
  const random = example.random(`device file/${device.label}`);
  const password = `${member.person.label}-${random.hex(8)}!`;
  const content = localDevice(example, member, device);
  const at = DateTime.of(micros);
  const file = await sealDevice({
    crypto: { ...syncCrypto, randomBytes: (length) => random.bytes(length) },
    device: content,
    password,
    createdOn: at,
    protectedOn: at,
  });
  return { label: device.label, id: device.id.hex, password, file, content: encodeLocalDevice(content) };
}

function localDevice(
  example: ExampleOrganization,
  { person, profile }: ExampleMember,
  device: Device,
): LocalDevice {
  // All devices of a user share the user realm. Each device has its own local key.
  const realm = example.random(`realm/${person.name}`);
  return {
    type: 'local_device',
    server_url: `https://${exampleHost}/`,
    organization_id: example.organization,
    root_verify_key: example.root.verifyKey,
    user_id: Uuid.of(person.userId.bytes),
    device_id: Uuid.of(device.id.bytes),
    device_label: device.label,
    human_handle: [person.email, person.label],
    signing_key: device.key.seed,
    private_key: person.privateKey.bytes,
    initial_profile: profile,
    user_realm_id: Uuid.of(realm.id().bytes),
    user_realm_key: realm.bytes(32),
    local_symkey: example.random(`local/${device.label}`).bytes(32),
  };
}

/** The stored devices as vectors, with variants that must not open. */
export function deviceFileVectors(devices: readonly StoredDevice[]): Record<string, VectorFile> {
  const [first] = devices;
  if (first === undefined) return {};
  const input = { kind: 'password', secret: first.password };
  const nonce = Buffer.from(first.file).indexOf('ciphertext') + 'ciphertext'.length + 3;
  return {
    'device-files/device-files.json': hexFile(
      'device-file',
      'The files of `devices/`, opened by `given.secret`; `value` is the sealed device (msgpack).',
      [
        ...devices.map(({ label, password, file, content }) =>
          valid([label, 'A device under its password.'], hex(file), hex(content), {
            kind: 'password',
            secret: password,
          }),
        ),
        invalid(['wrong-password', 'Another password.'], hex(first.file), { ...input, secret: 'nope' }),
        invalid(['flipped', 'A bit of the box changed.'], flipBit(first.file, nonce + 60), input),
        invalid(['cut', 'The second half is missing.'], hex(first.file.subarray(0, 300)), input),
      ],
    ),
  };
}
