import type { VectorFile } from '@parsec-spec/spec/vectors';
import { type SigningKey, sodium } from '../people/keys.ts';
import type { ExampleOrganization } from './example-organization.ts';
import { flipBit, hex, hexFile, invalid, valid } from './vector-file.ts';

/** The keys of the root, users and devices, with signatures and secretboxes. */
export function keyFiles(example: ExampleOrganization): Record<string, VectorFile> {
  const { root, workstation, phone } = example;
  const members = [example.alice, example.bob, example.carol, example.dora, example.erik];
  const signing: [string, string, SigningKey][] = [
    ['root', 'Founds the organization; nobody keeps it.', root],
    ...members.map(({ person }): [string, string, SigningKey] => [
      person.device.label,
      `The first device of ${person.label}.`,
      person.device.key,
    ]),
    [workstation.label, 'The second device of Alice.', workstation.key],
    [phone.label, 'The second device of Erik.', phone.key],
  ];
  const people = members.map(({ person }) => person);
  return {
    'keys/ed25519-seed.json': hexFile('ed25519-seed', 'Signing keys; `value` is the verify key.', [
      ...signing.map(([id, comment, key]) => valid([id, comment], hex(key.seed), hex(key.verifyKey))),
      invalid(['short', '31 bytes are no seed.'], hex(root.seed.subarray(1))),
    ]),
    'keys/x25519-private-key.json': hexFile(
      'x25519-private-key',
      'Private keys of the users; `value` is the public key.',
      [
        ...people.map(({ name, label, privateKey }) =>
          valid(
            [name, `The key of ${label}, in all devices.`],
            hex(privateKey.bytes),
            hex(privateKey.publicKey),
          ),
        ),
        invalid(['short', '31 bytes are no key.'], hex(example.alice.person.privateKey.bytes.subarray(1))),
      ],
    ),
    'keys/ed25519-signature.json': signatures(example),
    'keys/secretbox.json': secretboxes(example),
  };
}

/** Signatures of an authentication token, with the timestamp of the bootstrap. */
function signatures({ alice, root }: ExampleOrganization): VectorFile {
  const { id, key } = alice.person.device;
  const token = Buffer.from(`PARSEC-SIGN-ED25519.${id.hex}.${alice.since.seconds}`);
  const signature = key.sign(token);
  const input = { verify_key: hex(key.verifyKey), message: hex(token) };
  const stranger = { ...input, verify_key: hex(root.verifyKey) };
  return hexFile('ed25519-signature', 'Signatures of the token by which a device authenticates.', [
    valid(['token', 'Signed by the first device of Alice.'], hex(signature), undefined, input),
    invalid(['flipped', 'A bit of the signature changed.'], flipBit(signature, 5), input),
    invalid(['other-key', 'Held against another key.'], hex(signature), stranger),
  ]);
}

function secretboxes({ random }: ExampleOrganization): VectorFile {
  const own = random('secretbox');
  const [key, nonce, content] = [own.bytes(32), own.bytes(24), own.bytes(40)];
  const box = Buffer.concat([nonce, sodium.crypto_secretbox_easy(content, nonce, key)]);
  const input = { key: hex(key) };
  return hexFile('secretbox', 'Boxes under `given.key`.', [
    valid(['box', 'Nonce, tag, ciphertext.'], hex(box), hex(content), input),
    invalid(['flipped', 'A bit of the ciphertext changed.'], flipBit(box, 45), input),
    invalid(['other-key', 'Another key.'], hex(box), { key: hex(own.bytes(32)) }),
  ]);
}
