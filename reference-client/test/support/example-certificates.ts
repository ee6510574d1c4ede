import {
  type Certificate,
  type DeviceCertificate,
  signCertificate,
  type UserCertificate,
} from '@parsec-spec/spec/certificates';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';

/** A device of the example organization below, with its seed. */
export interface Hand {
  userId: Uuid;
  deviceId: Uuid;
  seed: Uint8Array;
}

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const id = (byte: number): Uuid => Uuid.of(new Uint8Array(16).fill(byte));

const rootSeed = key(200);
export const rootVerifyKey = syncCrypto.verifyKeyOf(rootSeed);

/** The RSA public key of a sequester authority. */
export const authorityKey = Uint8Array.from(
  Buffer.from(
    '30819f300d06092a864886f70d010101050003818d0030818902818100b2dc00a3c3b5c689b069f3f40c494d2a5be313b1034fbf1dfe0eeee0f36cfbcf624400256cc660d5084782738a3045d75b584c1943bc04c7123d68ac0cef253b4ee8d79bd09da19162dcc083662269b7b62cb38582f8a30219047b087c11b60184b0493e0c1c8b1d10f9d7e6a2eb5aff66f7ee18303195f3bcc72ab57207ebfd0203010001',
    'hex',
  ),
);

/** People by number. The user id, the device id and the seed derive from the number. */
export function hand(number: number, device = 0): Hand {
  return { userId: id(number), deviceId: id(100 + number * 3 + device), seed: key(number * 3 + device) };
}

export const alice = hand(1);
export const bob = hand(2);
export const mallory = hand(3);

/** The n-th second of the example history. */
export const at = (second: number): DateTime => DateTime.ofMillis(Date.UTC(2026, 0, 1, 0, 0, second));

const signed = (certificate: Certificate, seed: Uint8Array): Uint8Array =>
  signCertificate(syncCrypto, seed, certificate);

type Author = Hand | 'root';
const authorId = (author: Author): Uuid | null => (author === 'root' ? null : author.deviceId);
const seedOf = (author: Author): Uint8Array => (author === 'root' ? rootSeed : author.seed);

export const user = (
  who: Hand,
  author: Author,
  second: number,
  more: Partial<UserCertificate> = {},
): Uint8Array =>
  signed(
    {
      type: 'user_certificate',
      author: authorId(author),
      timestamp: at(second),
      user_id: who.userId,
      human_handle: ['someone@example.com', 'Someone'],
      public_key: syncCrypto.publicKeyOf(who.seed),
      algorithm: 'X25519_XSALSA20_POLY1305',
      profile: 'STANDARD',
      ...more,
    },
    seedOf(author),
  );

export const device = (
  who: Hand,
  author: Author,
  second: number,
  more: Partial<DeviceCertificate> = {},
): Uint8Array =>
  signed(
    {
      type: 'device_certificate',
      purpose: 'STANDARD',
      author: authorId(author),
      timestamp: at(second),
      user_id: who.userId,
      device_id: who.deviceId,
      device_label: 'pc',
      verify_key: syncCrypto.verifyKeyOf(who.seed),
      algorithm: 'ED25519',
      ...more,
    },
    seedOf(author),
  );

export const update = (
  who: Hand,
  author: Hand,
  second: number,
  new_profile: 'ADMIN' | 'STANDARD' | 'OUTSIDER',
): Uint8Array =>
  signed(
    {
      type: 'user_update_certificate',
      author: author.deviceId,
      timestamp: at(second),
      user_id: who.userId,
      new_profile,
    },
    author.seed,
  );

export const revoke = (who: Hand, author: Hand, second: number): Uint8Array =>
  signed(
    {
      type: 'revoked_user_certificate',
      author: author.deviceId,
      timestamp: at(second),
      user_id: who.userId,
    },
    author.seed,
  );

export const authority = (second: number, seed: Uint8Array = rootSeed): Uint8Array =>
  signed(
    {
      type: 'sequester_authority_certificate',
      timestamp: at(second),
      verify_key_der: authorityKey,
    },
    seed,
  );

/** Alice founds the organization and adds Bob a second later. */
export const bootstrapCertificates = [user(alice, 'root', 1, { profile: 'ADMIN' }), device(alice, 'root', 1)];
export const withBob = [...bootstrapCertificates, user(bob, alice, 2), device(bob, alice, 2)];
