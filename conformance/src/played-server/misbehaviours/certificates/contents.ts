import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { CertificateChange } from '../../../people/certificates.ts';
import { profileChange, revocation } from '../../../people/dated-certificates.ts';
import { changedDevice, changedUser, type Forgery, type ForgeryGroup } from './forgery.ts';

const update = (change: CertificateChange): Forgery => ({
  bobProfile: 'STANDARD',
  forged: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(300), 'ADMIN', change)],
  valid: ({ aliceSigner, bob, at }) => [profileChange(aliceSigner, bob, at(300), 'ADMIN')],
});

const revoked = (change: CertificateChange): Forgery => ({
  bobProfile: 'STANDARD',
  forged: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(300), change)],
  valid: ({ aliceSigner, bob, at }) => [revocation(aliceSigner, bob, at(300))],
});

/** One certificate without each of these fields. */
const without = (fields: readonly string[], forgery: (change: CertificateChange) => Forgery) =>
  Object.fromEntries(
    fields.map((field) => [`no-${field.replace('_', '-')}`, forgery({ fields: { [field]: undefined } })]),
  );

const handle = (email: string, label: string): Forgery =>
  changedUser({ fields: { human_handle: [email, label] } });

const key = (field: string, length: number): CertificateChange => ({
  fields: { [field]: new Uint8Array(length).fill(7) },
});

const group = (
  name: string,
  word: string,
  rule: RequirementId,
  does: string,
  cases: ForgeryGroup['cases'],
): ForgeryGroup => ({ name, word, rules: [rule], does, cases });

/** Correctly signed certificates with a content that a client must refuse. */
export const contentForgeries: readonly ForgeryGroup[] = [
  group(
    'certificate.envelope',
    'false',
    'certificates/envelope',
    'serves a certificate of another format, or cut short',
    {
      'format-byte': changedUser({ version: 1 }),
      uncompressed: changedUser({ frame: (document) => document }),
      truncated: changedUser({ frame: (_, frame) => frame.subarray(0, -1) }),
    },
  ),
  group(
    'certificate.field',
    'of-user',
    'user_certificate/fields',
    'serves a user certificate that lacks a field',
    without(['timestamp', 'user_id', 'human_handle', 'public_key', 'algorithm', 'profile'], changedUser),
  ),
  group(
    'certificate.field',
    'of-device',
    'device_certificate/fields',
    'serves a device certificate that lacks a field',
    without(['timestamp', 'user_id', 'device_id', 'device_label', 'verify_key', 'algorithm'], changedDevice),
  ),
  group(
    'certificate.field',
    'of-update',
    'user_update_certificate/fields',
    'serves a change of profile that lacks a field',
    without(['author', 'timestamp', 'user_id', 'new_profile'], update),
  ),
  group(
    'certificate.field',
    'of-revocation',
    'revoked_user_certificate/fields',
    'serves a revocation that lacks a field',
    without(['author', 'timestamp', 'user_id'], revoked),
  ),
  group(
    'certificate.key',
    'wrong-size',
    'keys/sizes-in-client',
    'serves a certificate with a key of another size than 32 bytes',
    {
      'public-key-of-31': changedUser(key('public_key', 31)),
      'public-key-of-33': changedUser(key('public_key', 33)),
      'verify-key-of-31': changedDevice(key('verify_key', 31)),
    },
  ),
  group(
    'certificate.profile',
    'none-of-three',
    'types/profile-is-one-of-three',
    'serves a user with another profile than ADMIN, STANDARD and OUTSIDER',
    {
      unknown: changedUser({ fields: { profile: 'OWNER' } }),
      'lower-case': changedUser({ fields: { profile: 'standard' } }),
    },
  ),
  group(
    'certificate.label',
    'wrong-length',
    'types/human-label-length',
    'serves a user with an empty label',
    { empty: handle('carol@example.com', '') },
  ),
  group(
    'certificate.label',
    'wrong-characters',
    'types/human-label-characters',
    'serves a user with a label that has a forbidden character',
    { served: handle('carol@example.com', 'Ca<rol') },
  ),
  group(
    'certificate.label',
    'of-device-too-long',
    'types/device-label-length',
    'serves a device with a label of 256 bytes',
    { '256-bytes': changedDevice({ fields: { device_label: 'x'.repeat(256) } }) },
  ),
  group(
    'certificate.email',
    'not-bare',
    'types/email-is-bare-ascii',
    'serves a user with an e-mail that is none',
    { served: handle('carol.example.com', 'Carol') },
  ),
  group(
    'certificate.email',
    'redacted-domain',
    'types/email-redacted-domain',
    'serves a user with an e-mail of the domain of redacted users',
    { served: handle('carol@redacted.invalid', 'Carol') },
  ),
];
