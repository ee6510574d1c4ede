// CERT-01 to CERT-06 with the published certificates: loaded, verified, and written again byte for
// byte.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Certificate,
  isRedacted,
  loadCertificate,
  redact,
  sameButRedacted,
  sameField,
  signCertificate,
  splitSigned,
  verifySigned,
} from '../../src/certificates/index.ts';
import { DateTime, Uuid } from '../../src/codec/index.ts';
import { syncCrypto } from '../../src/crypto/index.ts';
import { certificateShapes } from '../../src/generated/certificates.ts';
import { bytes } from '../support/hex.ts';
import { providers } from '../support/providers.ts';
import { aliceSeed, published } from '../support/published-certificates.ts';

const id = (hex: string): Uuid => Uuid.of(bytes(hex));
const alice = syncCrypto.verifyKeyOf(aliceSeed);

const common = {
  author: id('de10a11cec0010000000000000000000'),
  timestamp: DateTime.of(1_638_618_643_208_821n),
};
const user: Certificate = {
  ...common,
  type: 'user_certificate',
  user_id: id('808c0010000000000000000000000000'),
  human_handle: ['bob@example.com', 'Boby McBobFace'],
  public_key: bytes('7c999e9980bef37707068b07d975591efc56335be9634ceef7c932a09c891e25'),
  algorithm: 'X25519_XSALSA20_POLY1305',
  profile: 'STANDARD',
};
const device: Certificate = {
  ...common,
  type: 'device_certificate',
  purpose: 'STANDARD',
  user_id: id('a11cec00100000000000000000000000'),
  device_id: id('de10808c001000000000000000000000'),
  device_label: 'My dev1 machine',
  verify_key: bytes('840d872f4252da2d1c9f81a77db5f0a5b9b60a5cde1eeabf40388ef6bca64909'),
  algorithm: 'ED25519',
};
const bob = { user_id: id('808c0010000000000000000000000000') };
const contents: Readonly<Record<keyof typeof published, Certificate>> = {
  user,
  userRedacted: { ...user, human_handle: null },
  device,
  deviceRedacted: { ...device, device_label: null },
  deviceWithoutPurpose: device,
  deviceRecovery: { ...device, purpose: 'PASSPHRASE_RECOVERY' },
  revoked: { ...common, ...bob, type: 'revoked_user_certificate' },
  update: { ...common, ...bob, type: 'user_update_certificate', new_profile: 'OUTSIDER' },
};
const names = Object.keys(published) as (keyof typeof published)[];
const messageOf = (signed: Uint8Array): Uint8Array => splitSigned(signed)?.message ?? expect.unreachable();

describe.each(names)('the published certificate %s', (name) => {
  test('verifies and loads, with its type named and without', () => {
    const expected = contents[name];
    expect(verifySigned(syncCrypto, alice, published[name])).toBe(true);
    expect(loadCertificate(messageOf(published[name]), expected.type)).toEqual({
      ok: true,
      certificate: expected,
    });
    expect(loadCertificate(messageOf(published[name]))).toEqual({ ok: true, certificate: expected });
  });

  test('is refused as every other type', () => {
    for (const type of Object.keys(certificateShapes) as Certificate['type'][]) {
      if (type === contents[name].type) continue;
      expect(loadCertificate(messageOf(published[name]), type)).toMatchObject({ ok: false, reason: 'type' });
    }
  });

  test('fails verification with one bit of any byte altered, and if cut off anywhere', () => {
    const signed = published[name];
    for (const index of signed.keys()) {
      const altered = signed.with(index, (signed[index] ?? 0) ^ (1 << (index % 8)));
      expect(verifySigned(syncCrypto, alice, altered)).toBe(false);
    }
    for (let length = 0; length < signed.length; length++) {
      expect(verifySigned(syncCrypto, alice, signed.subarray(0, length))).toBe(false);
    }
  });
});

test.each(names.filter((name) => name !== 'deviceWithoutPurpose'))(
  'the published certificate %s is written again byte for byte by every provider',
  async (name) => {
    for (const crypto of providers) {
      expect(await signCertificate(crypto, aliceSeed, contents[name])).toEqual(published[name]);
    }
  },
);

test('an old certificate without purpose is written with its purpose', () => {
  expect(signCertificate(syncCrypto, aliceSeed, contents.deviceWithoutPurpose)).toEqual(published.device);
});

test('the order of the given keys does not change the written bytes', () => {
  const reversed = Object.fromEntries(Object.entries(user).reverse()) as unknown as Certificate;
  expect(Object.keys(reversed)[0]).toBe('profile');
  expect(signCertificate(syncCrypto, aliceSeed, reversed)).toEqual(published.user);
});

describe('redacted certificates', () => {
  const loaded = <T extends Certificate['type']>(signed: Uint8Array, type: T) => {
    const read = loadCertificate(messageOf(signed), type);
    return read.ok ? read.certificate : expect.unreachable();
  };
  let full: ReturnType<typeof loaded<'user_certificate'>>;
  let labelled: ReturnType<typeof loaded<'device_certificate'>>;
  beforeAll(() => {
    full = loaded(published.user, 'user_certificate');
    labelled = loaded(published.device, 'device_certificate');
  });

  test('are equal to the result of redact', () => {
    expect(redact(full)).toEqual(loaded(published.userRedacted, 'user_certificate'));
    expect(redact(labelled)).toEqual(loaded(published.deviceRedacted, 'device_certificate'));
    expect([isRedacted(full), isRedacted(redact(full))]).toEqual([false, true]);
    expect([isRedacted(labelled), isRedacted(redact(labelled))]).toEqual([false, true]);
  });

  test('agree with the full ones in every field but the name', () => {
    expect(sameButRedacted(full, redact(full))).toBe(true);
    expect(sameButRedacted(labelled, redact(labelled))).toBe(true);
    const other = id('11111111111111111111111111111111');
    const later = common.timestamp.plus(1n);
    const key = new Uint8Array(32);
    for (const change of [{ author: null }, { author: other }, { timestamp: later }, { user_id: other }]) {
      expect(sameButRedacted(full, { ...redact(full), ...change })).toBe(false);
      expect(sameButRedacted(labelled, { ...redact(labelled), ...change })).toBe(false);
    }
    expect(sameButRedacted(full, { ...redact(full), public_key: key })).toBe(false);
    expect(sameButRedacted(full, { ...redact(full), profile: 'ADMIN' })).toBe(false);
    expect(sameButRedacted(labelled, { ...redact(labelled), device_id: other })).toBe(false);
    expect(sameButRedacted(labelled, { ...redact(labelled), verify_key: key })).toBe(false);
    for (const certificate of [full, labelled]) {
      const renamed = { ...redact(certificate), algorithm: 'OTHER' } as unknown as typeof certificate;
      expect(sameButRedacted(certificate, renamed)).toBe(false);
    }
    expect(sameButRedacted(labelled, { ...redact(labelled), purpose: 'REGISTRATION' })).toBe(false);
  });

  test('compare a list by its items', () => {
    const [email, label] = full.human_handle ?? expect.unreachable();
    expect(sameField('human_handle', full, { ...full, human_handle: [email, label] })).toBe(true);
    expect(sameField('human_handle', full, { ...full, human_handle: [email, 'Other'] })).toBe(false);
  });
});

test('a certificate survives a round trip with any label and date, and verifies only under its key', () => {
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((value) => value.normalize('NFC'));
  fc.assert(
    fc.property(seed, seed, text, fc.nat(), (own, other, label, micros) => {
      const certificate = {
        ...device,
        device_label: label,
        timestamp: DateTime.of(BigInt(micros)),
        author: null,
      } as Certificate;
      const signed = signCertificate(syncCrypto, own, certificate);
      expect(verifySigned(syncCrypto, syncCrypto.verifyKeyOf(own), signed)).toBe(true);
      expect(verifySigned(syncCrypto, syncCrypto.verifyKeyOf(other), signed)).toBe(
        Buffer.compare(own, other) === 0,
      );
      expect(loadCertificate(messageOf(signed))).toEqual({ ok: true, certificate });
    }),
    { numRuns: 50 },
  );
});
