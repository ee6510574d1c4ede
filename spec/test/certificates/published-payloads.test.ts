// The sealed payloads of libparsec's own tests: the secretbox of an enveloped document, or of plain
// msgpack for a device.
import { describe, expect, test } from 'vitest';
import { openPayload, type Payload, type PayloadType, sealPayload } from '../../src/certificates/payloads.ts';
import { type Decoded, decode, type Encodable, encode, Uuid } from '../../src/codec/index.ts';
import { bytes, hex } from '../support/hex.ts';
import { providers } from '../support/providers.ts';

const key = bytes('b1b52e16c1b46ab133c8bf576e82d26c887f1e9deae1af80043a258c36fcabf3');
const payloads = {
  invite_user_data: bytes(
    '8a3e68b9894a1a1b2aaa1cbd60b78e8a6dbbb552ee103d4154afd04e9e519c8ff20430b11bd542dc9e67652d1e40b90dda660b56c6c2b602b3bfdcf23b810073af6ae58515dfa395bdbed5cd1509402f23e8582fa60139b3f99acbebacb1d0b50091248fd066ed77a9c7145350550ed0dd897fb3cc68238239f0e531b61e18d746334d4b161b14f503ecc69ac2c36b327a5d74fc21ea37868e18c42429d84a5540eba2c3eb2739efb5a6fe2ab0c263d5ca907f8ffc202094e7aff3a86919553936f584b50290a33136133a9847d8ca51f4823be23632e678f980bc758287d1388e42b2916ee8aa5fa081d39235845bdae35a7db4dd8a91923ed640',
  ),
  invite_user_confirmation: bytes(
    'edce3bf9e7829de37eb47bfe7f1e7214dd0853fb0c4e37c3f175dfc7e67439355328dccf6998494e2410b87a70f1c9170f808cc22b37c636f3ec67e16d6545adae87dc393dd0041ed9d05a4013a0d391fad3c0061934ca3bc24ac3b912c2bc4187215a9bd24126c9aa021f77f1fef817ba007681f191f59916b7e04bbcbcd8bb74fa043784eab84716a74cf6a3a9e2b84390a81594caf1969f17f7e4a615317372f6d48faa762c7033407e3d38a5f7a988c62e8d00b8d9f78f350f1b5c0810dcdccfff0f843a76131013a58a0f4bc69a2f6f9352ab9a1563891fbbb8a8184d21c6a301f40bb7228fae27978eb75a197a0eb693e7ef745b63f4e955',
  ),
  invite_device_data: bytes(
    '71df358a1c069d7c7532282cfc2fbb3ac9c3a303d5e51cd78665150ddaf11ff794c4bab74edb34ff5fbfc7e18f7398a0a204b63411a1c4ec50824d49f5916621bd048ce98cb5f93c14e7ebdede85dc90fc9deae51c261cb971b462fd5564f416b9ed5da4147c5a01427a2d94b9ca5bb02b9ffd54e5c1ae3c32e20a65ea70d1999bf4af3b3fb6a92ab979541e4ca45c3e070fbe2e40d4868a9c29bf9973cb2b',
  ),
  invite_device_confirmation: bytes(
    '9ce694da6243270f4b33931ef3c82d7f7b17c8710463f4cbefcf98fad5277ffb09c7b082a2e6cbfba3735c953053ea330a1bb5132d515b9a08e33f662d13b8942f778cae2d195e43a20da5b7567f0f70d9f5e8b450b4f129e3380fe2068190f12c216d9f619c938ea4623fad23c7f94807c77748515b8c56473d117a4649c3b907d61e1ba2200ad532ceea03f37c5975b05c2c803ed597d28aa29877dd0d0ccc0f1a2bb6f73c22c611631143684023942e5ed8cc6c9193e282cfc4edd675b91c37bcd772e0270ee425647e304903b7e3455b177a90016a9ad3e01cab26c5351c455fb3b67894da89d5b68c43fe7a5ff36c83404b9d7e3d87e2b3af1ffeb7707695219fdf5c9a4bda33daca60658a705168c0aea797e649919ed4e66b93e19c7ec28a5380c66278aea167cec45eeed22f376a338a6a84018b750eec4fd6ba983c0a5bd3b75e1cf9a118b7b92308e939b3ce00aa6310e60862b7d3bc2dc7df7f55abbb6c8cc501db70d3ca',
  ),
};
const device = bytes(
  '7183aed06c4aca4a681cac2d0005a333f1710b7e0f68b7cb3d283b7470bc78fff39519375f7edb40a3e8060b07382f141534cf087ae8e9c545e75acdf2dbadd2aaa8a56cd68d72f9e98f645c84a4cc7499ef1a1190c43a8673fc2521c3addc1ac7434962f92286798b3783c6de3eb3efde083514911c844b0f2843f51b452b9742737065fff0d11450e8757d6c04c0111690eaef205b30a3cf6cc072129d93d41fd4724f3f734fea3e28519550c4cc7aee4bdbcc69b92b2aef705043a8ff921b3b8b129270cc5bcd50e0a808535d796f58519766a3899810c451a018b4aaf786e075b4247678a408a996181069f77c8eb0774f5da2194fc6b771f7792755a2f21f53d6f8a2bbf1ac1e47424b6f7b57006bb5735c27c9e64e9507d5cf167907fc5fa1ddbae9d99db22239a99e674936e4236d96d55596b7466010557ad0164a5ffa206934f5e813f9fb4f14a9a1715660a6b07e69253f8efda8bde2bb1d3dd54a291f3a31ffae3664884b26b8ef30882abfbd3b4d5ebcc959b83f894d6e70a8d083caf59ed69fc4264ec4a6c5cee2039acaf2200444ee923cf01d9b73aceb34ddea0570721ad654b8e555608d65c91b311c8ad2806c8178aab75ae00942a755d2a018f88c3bc22fba8768e75d7cb55950114f5ff70161f29eac8c8490d492165a442d7ece078eeb632a71aff4a5acbb15ccd586a9fa57ce24a158f1bdeb6990e743bdf734303d5c484e9d8cadd4122e23a1cee9a87ebf268c6360068db44398e2aaf26382606bb7e1bee4321a91',
);

const bob = {
  verify: '840d872f4252da2d1c9f81a77db5f0a5b9b60a5cde1eeabf40388ef6bca64909',
  private: '16767ec446f2611f971c36f19c2dc11614d853475ac395d6c1d70ba46d07dd49',
  public: '7c999e9980bef37707068b07d975591efc56335be9634ceef7c932a09c891e25',
  user: '808c0010000000000000000000000000',
  device: 'de10808c001000000000000000000000',
};
const root = 'be2976732cec8ca94eedcf0aafd413cd159363e0fadc9e68572c77a1e17d9bbd';
const label = 'My dev1 machine';
const handle = ['bob@example.com', 'Boby McBobFace'];

const expected: Readonly<Record<keyof typeof payloads, unknown>> = {
  invite_user_data: {
    type: 'invite_user_data',
    requested_device_label: label,
    requested_human_handle: handle,
    public_key: bob.public,
    verify_key: bob.verify,
  },
  invite_user_confirmation: {
    type: 'invite_user_confirmation',
    user_id: bob.user,
    device_id: bob.device,
    device_label: label,
    human_handle: handle,
    profile: 'STANDARD',
    root_verify_key: root,
  },
  invite_device_data: { type: 'invite_device_data', requested_device_label: label, verify_key: bob.verify },
  invite_device_confirmation: {
    type: 'invite_device_confirmation',
    user_id: bob.user,
    device_id: bob.device,
    device_label: label,
    human_handle: handle,
    profile: 'STANDARD',
    private_key: bob.private,
    user_realm_id: '71568d41afcb4e2380b3d164ace4fb85',
    user_realm_key: '65de53d2c6cd965aa53a1ba5cc7e54b331419e6103466121996fa99a97197a48',
    root_verify_key: root,
  },
};

describe.each(providers)('opened by $name', (crypto) => {
  test.each(Object.keys(payloads) as PayloadType[])('%s, and sealed again from its content', (name) => {
    const box = payloads[name];
    const opened = openPayload(crypto, key, box, name);
    const payload: Payload = opened.ok ? opened.payload : expect.unreachable();
    expect(plainly(payload as unknown as Decoded)).toEqual(expected[name]);
    const again = { ...crypto, randomBytes: () => box.slice(0, 24) };
    expect(sealPayload(again, key, payload)).toEqual(box);
  });

  test('a local device', () => {
    const opened = crypto.secretboxOpen(key, device);
    const plain = opened.ok ? opened.plain : expect.unreachable();
    const document = decode(plain, { mode: 'canonical' });
    expect(encode(document as Encodable)).toEqual(plain);
    expect(plainly(document)).toMatchObject({
      type: 'local_device',
      root_verify_key: root,
      user_id: 'a11cec00100000000000000000000000',
      device_id: 'de10a11cec0010000000000000000000',
      signing_key: 'd544f66ece9c85d5b80275db9124b5f04bb038081622bed139c1e789c5217400',
      private_key: '74e860967fd90d063ebd64fb1ba6824c4c010099dd37508b7f2875a5db2ef8c9',
      initial_profile: 'ADMIN',
      user_realm_id: 'a4031e8bcdd84df8ae12bd3d05e6e20f',
      user_realm_key: '26bf35a98c1e54e90215e154af92a1af2d1142cdd0dba25b990426b0b30b0f9a',
      local_symkey: '125a78618995e2e0f9a19bc8617083c809c03deb5457d5b82df5bcaec9966cd4',
    });
  });
});

/** Bytes and identifiers as hexadecimal text, so that a whole document can be compared. */
function plainly(value: Decoded): unknown {
  if (value instanceof Uint8Array) return hex(value);
  if (Uuid.is(value)) return value.hex;
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainly(field)]));
}
