import type { Vector, VectorFile } from '@parsec-spec/spec/vectors';
import { sealBytes } from '../people/greeting-secrets.ts';
import { encode } from '../wire/encode.ts';
import { rawFrame } from '../wire/zstd.ts';
import type { ExampleOrganization } from './example-organization.ts';
import { payload } from './journey/enrolment-bytes.ts';
import { acceptable, flipBit, hex, hexFile, invalid, notationOf, valid } from './vector-file.ts';

/**
 * The payloads of the greetings of the two pending invitations: Dora greets Zack, and Alice greets
 * her third device.
 */
export async function payloadFiles(example: ExampleOrganization): Promise<Record<string, VectorFile>> {
  const files: Record<string, VectorFile> = {};
  for (const [type, content] of Object.entries(contents(example))) {
    const random = example.random(`payload/${type}`);
    const [key, nonce] = [random.bytes(32), random.bytes(24)];
    const input = { key: hex(key) };
    const sealed = await payload(key, nonce, { type, ...content });
    const value = notationOf({ type, ...content });
    const raw = Buffer.concat([Uint8Array.of(0), rawFrame(encode({ type, ...content }))]);
    const nameless = await payload(key, nonce, content);
    const vectors: Vector[] = [
      valid(['sealed', 'As it travels.'], hex(sealed), value, input),
      acceptable(
        ['raw-frame', 'A zstd frame of one raw block.'],
        hex(sealBytes(key, nonce, raw)),
        value,
        input,
      ),
      invalid(['other-key', 'Under another key.'], hex(sealed), { key: hex(random.bytes(32)) }),
      invalid(['flipped', 'A bit of the box changed.'], flipBit(sealed, 50), input),
      invalid(['typeless', 'Without `type`.'], hex(nameless), input),
    ];
    files[`payloads/${type}.json`] = hexFile(type, `Payloads of the type \`${type}\`.`, vectors);
  }
  return files;
}

function contents({
  alice,
  invited,
  root,
  random,
}: ExampleOrganization): Record<string, Readonly<Record<string, unknown>>> {
  const zack = random('zack');
  const realm = random(`realm/${alice.person.name}`);
  const [user, device] = [zack.id(), zack.id()];
  const label = { requested_device_label: 'zack-laptop', requested_human_handle: [invited, 'Zack'] };
  return {
    invite_user_data: { ...label, public_key: zack.bytes(32), verify_key: zack.bytes(32) },
    invite_user_confirmation: {
      user_id: user,
      device_id: device,
      device_label: 'zack-laptop',
      human_handle: [invited, 'Zack'],
      profile: 'STANDARD',
      root_verify_key: root.verifyKey,
    },
    invite_device_data: { requested_device_label: 'alice-tablet', verify_key: zack.bytes(32) },
    invite_device_confirmation: {
      user_id: alice.person.userId,
      device_id: zack.id(),
      device_label: 'alice-tablet',
      human_handle: [alice.person.email, alice.person.label],
      profile: 'ADMIN',
      private_key: alice.person.privateKey.bytes,
      user_realm_id: realm.id(),
      user_realm_key: realm.bytes(32),
      root_verify_key: root.verifyKey,
    },
  };
}
