import type { RequirementId } from '@parsec-spec/spec/requirements';
import { sequesterAuthorityDer } from '../people/cast.ts';
import type { CertificateChange, CertificateContent } from '../people/certificates.ts';
import { smallOrder } from '../people/weak-keys.ts';
import { type Change, inEach, invalid, type Mistakes, type NearMissContext, type Slot } from './near-miss.ts';

// Certificates of the right author with a wrong content or a wrong envelope, by the rule that each breaks.

/** Values of fields, by what is wrong with them. */
type Values = Readonly<Record<string, CertificateContent>>;

/** Each of these fields is absent from each certificate. */
const lacking = (slots: readonly Slot[], rule: RequirementId, fields: readonly string[]): Mistakes =>
  inEach(
    slots,
    () => Object.fromEntries(fields.map((field) => [`lacks ${field}`, { fields: { [field]: undefined } }])),
    () => rule,
  );

/** A wrong value in one certificate. */
const within = (slot: Slot, rule: RequirementId, values: Values): Mistakes =>
  inEach(
    [slot],
    () => Object.fromEntries(Object.entries(values).map(([what, fields]) => [`has ${what}`, { fields }])),
    () => rule,
  );

/** A wrong value in both versions of a certificate, so that the two agree. */
const inBoth = (kind: 'user' | 'device', rule: RequirementId, values: Values): Mistakes =>
  Object.fromEntries(
    Object.entries(values).map(([what, fields]) => [
      `the ${kind} certificates have ${what}`,
      invalid(rule, () => ({ [kind === 'user' ? 'user' : 'deviceFields']: fields })),
    ]),
  );

/** The handle of the person in the user certificate is another one. */
const handles = (
  rule: RequirementId,
  cases: Readonly<Record<string, (person: NearMissContext['person']) => unknown>>,
): Mistakes =>
  inEach(
    ['userCertificate'],
    () =>
      Object.fromEntries(
        Object.entries(cases).map(([what, handle]): [string, Change] => [
          `has ${what}`,
          ({ person }) => ({ fields: { human_handle: handle(person) } }),
        ]),
      ),
    () => rule,
  );

/** The e-mail address in the handle is another one. */
const addresses = (rule: RequirementId, cases: Readonly<Record<string, string>>): Mistakes =>
  handles(
    rule,
    Object.fromEntries(Object.entries(cases).map(([what, email]) => [what, ({ label }) => [email, label]])),
  );

/** The name in the handle is another one. */
const names = (rule: RequirementId, cases: Readonly<Record<string, string>>): Mistakes =>
  handles(
    rule,
    Object.fromEntries(Object.entries(cases).map(([what, label]) => [what, ({ email }) => [email, label]])),
  );

/** Keys of other lengths than 32 bytes. */
const ofWrongLength = (field: string): Values =>
  Object.fromEntries(
    [0, 31, 33, 64].map((length) => [
      `a key of ${length} bytes`,
      { [field]: new Uint8Array(length).fill(9) },
    ]),
  );

const wrongTimestamps = {
  'timestamp nil': { timestamp: null },
  'an integer as timestamp': { timestamp: 1_700_000_000_000_000 },
};

/** Mistakes in the content of the certificates of a user. */
export const ofUser: Mistakes = {
  ...lacking(['userCertificate', 'redactedUserCertificate'], 'user_certificate/fields-required', [
    'type',
    'timestamp',
    'user_id',
    'human_handle',
    'public_key',
    'algorithm',
    'profile',
  ]),
  ...inBoth('user', 'user_certificate/fields', {
    ...wrongTimestamps,
    'a text as author': { author: 'root' },
    'a text as timestamp': { timestamp: '2026-01-01T00:00:00Z' },
    'user_id nil': { user_id: null },
    'a text as user_id': { user_id: '808c0010000000000000000000000000' },
    'public_key nil': { public_key: null },
    'algorithm nil': { algorithm: null },
    'an unknown algorithm': { algorithm: 'RSA' },
    'the algorithm of devices': { algorithm: 'ED25519' },
    'profile nil': { profile: null },
  }),
  ...handles('user_certificate/fields', {
    'a handle without e-mail': ({ label }) => [null, label],
    'a handle without name': ({ email }) => [email, null],
  }),
  ...handles('encoding/handle-is-a-pair', {
    'a map as handle': ({ email, label }) => ({ email, label }),
    'a text as handle': ({ email, label }) => `${label} <${email}>`,
    'a handle of one text': ({ email }) => [email],
    'a handle of three texts': ({ email, label }) => [email, label, label],
  }),
  ...inBoth('user', 'types/profile-is-one-of-three', {
    'a profile in lower case': { profile: 'admin' },
    'a profile with one capital': { profile: 'Admin' },
    'an unknown profile': { profile: 'OWNER' },
    'an empty profile': { profile: '' },
    'a profile and a blank': { profile: 'ADMIN ' },
    'a profile and a NUL': { profile: 'ADMIN\u0000' },
  }),
  ...addresses('types/email-is-bare-ascii', {
    'an empty address': '',
    'an address without an at sign': 'alice.example.com',
    'an address without a local part': '@example.com',
    'an address without a domain': 'alice@',
    'an address of two at signs': 'alice@bob@example.com',
    'a name and an address': 'Alice <alice@example.com>',
    'an address in angle brackets': '<alice@example.com>',
    'two addresses': 'alice@example.com, bob@example.com',
    'an accent in the local part': 'alicé@example.com',
    'an accent in the domain': 'alice@exämple.com',
    'an empty label in the domain': 'alice@example..com',
    'an address and a line break': 'alice@example.com\n',
  }),
  ...addresses('types/email-redacted-domain', { 'an address at redacted.invalid': 'zoe@redacted.invalid' }),
  ...names('types/human-label-length', {
    'an empty name': '',
    'a name of 255 bytes': 'x'.repeat(255),
    'a name of 128 accents': 'é'.repeat(128),
    'a name of 85 characters and 255 bytes': '康'.repeat(85),
  }),
  ...names(
    'types/human-label-characters',
    Object.fromEntries(
      Object.entries({
        'a less-than sign': '<',
        'a greater-than sign': '>',
        'an at sign': '@',
        'a comma': ',',
        'a colon': ':',
        'a semicolon': ';',
        'a backslash': '\\',
        'a quotation mark': '"',
        'an opening bracket': '[',
        'a closing bracket': ']',
      }).map(([what, character]) => [`${what} in the name`, `Ali${character}ce`]),
    ),
  ),
  ...inBoth('user', 'keys/sizes-in-certificates', ofWrongLength('public_key')),
};

/** Mistakes in the content of the certificates of a device. */
export const ofDevice: Mistakes = {
  ...lacking(['deviceCertificate', 'redactedDeviceCertificate'], 'device_certificate/fields-required', [
    'type',
    'timestamp',
    'user_id',
    'device_id',
    'device_label',
    'verify_key',
    'algorithm',
  ]),
  ...inBoth('device', 'device_certificate/fields', {
    ...wrongTimestamps,
    'a text as author': { author: 'root' },
    'user_id nil': { user_id: null },
    'device_id nil': { device_id: null },
    'a text as device_id': { device_id: 'de100000000000000000000000000001' },
    'verify_key nil': { verify_key: null },
    'algorithm nil': { algorithm: null },
    'an unknown algorithm': { algorithm: 'RSA' },
    'the algorithm of users': { algorithm: 'X25519_XSALSA20_POLY1305' },
  }),
  ...within('deviceCertificate', 'device_certificate/fields', { 'an integer as label': { device_label: 1 } }),
  ...inBoth('device', 'device_certificate/purpose-known', {
    'an unknown purpose': { purpose: 'DUMMY' },
    'a purpose in lower case': { purpose: 'standard' },
    'an empty purpose': { purpose: '' },
  }),
  ...within('deviceCertificate', 'types/device-label-length', {
    'an empty label': { device_label: '' },
    'a label of 256 bytes': { device_label: 'x'.repeat(256) },
    'a label of 128 accents': { device_label: 'é'.repeat(128) },
    'a label of 255 characters and 257 bytes': { device_label: `${'x'.repeat(254)}康` },
  }),
  ...inBoth('device', 'keys/sizes-in-certificates', ofWrongLength('verify_key')),
  // With a key of small order anyone can sign in the name of the device.
  ...inBoth('device', 'keys/device-key-is-a-point', {
    'a key off the curve': { verify_key: Uint8Array.of(2, ...new Uint8Array(31)) },
    'a key of which y is not below the prime': { verify_key: new Uint8Array(32).fill(0xff) },
    'the identity as key': { verify_key: smallOrder.identity },
    'a key of small order': { verify_key: smallOrder['order-8-a'] },
  }),
};

/** Mistakes of a certificate about a user who exists: absent fields and wrong values. */
const ofChange = (
  slot: 'userUpdateCertificate' | 'revokedUserCertificate',
  kind: 'user_update_certificate' | 'revoked_user_certificate',
  own: Values = {},
): Mistakes => ({
  ...lacking([slot], `${kind}/fields`, [
    ...['type', 'author', 'timestamp', 'user_id'],
    ...(slot === 'userUpdateCertificate' ? ['new_profile'] : []),
  ]),
  ...within(slot, `${kind}/fields`, {
    ...wrongTimestamps,
    'a text as author': { author: 'alice' },
    'user_id nil': { user_id: null },
    'a text as user_id': { user_id: 'bob' },
    ...own,
  }),
  ...inEach(
    [slot],
    () => ({
      'has no author': { fields: { author: null } },
      'has no author and the signature of the root key': ({ root }) => ({
        fields: { author: null },
        signedBy: root,
      }),
    }),
    () => `${kind}/author-never-nil`,
  ),
});

/** Mistakes in a certificate that changes a profile. */
export const ofUpdate: Mistakes = ofChange('userUpdateCertificate', 'user_update_certificate', {
  'new_profile nil': { new_profile: null },
  'an unknown profile': { new_profile: 'OWNER' },
  'a profile in lower case': { new_profile: 'admin' },
});
/** Mistakes in a certificate that revokes a user. */
export const ofRevocation: Mistakes = ofChange('revokedUserCertificate', 'revoked_user_certificate');

/** Mistakes in the certificate of a sequester authority. */
export const ofAuthority: Mistakes = {
  ...lacking(['sequesterCertificate'], 'sequester_authority_certificate/fields', [
    'type',
    'timestamp',
    'verify_key_der',
  ]),
  ...within('sequesterCertificate', 'sequester_authority_certificate/fields', {
    'timestamp nil': { timestamp: null },
    'verify_key_der nil': { verify_key_der: null },
    'an empty key': { verify_key_der: new Uint8Array() },
    'a key that is no DER': { verify_key_der: Buffer.from('not a key') },
    'half a key': { verify_key_der: sequesterAuthorityDer.subarray(0, 100) },
  }),
};

/** Envelopes with a valid signature that do not decode, by the rule that each breaks. */
const envelopes: Readonly<Partial<Record<RequirementId, Readonly<Record<string, CertificateChange>>>>> = {
  'certificates/format-byte': {
    'has the format byte 1': { version: 1 },
    'has the format byte 255': { version: 0xff },
    // The content begins with the first byte of the frame itself.
    'has no format byte': { version: 0x28, frame: (_, frame) => frame.subarray(1) },
  },
  'certificates/compressed': { 'is not compressed': { frame: (document) => document } },
  'certificates/frame-complete': {
    'lacks the last byte of its frame': { frame: (_, frame) => frame.subarray(0, -1) },
    'has half a frame': { frame: (_, frame) => frame.subarray(0, frame.length >> 1) },
    'has the header of a frame alone': { frame: (_, frame) => frame.subarray(0, 6) },
    'has no frame': { frame: () => new Uint8Array() },
  },
};

/** The wrong envelopes of each certificate. */
export const ofEnvelope = (slots: readonly Slot[]): Mistakes =>
  Object.assign(
    {},
    ...Object.entries(envelopes).map(([rule, changes = {}]) =>
      inEach(
        slots,
        () => changes,
        () => rule as RequirementId,
      ),
    ),
  );
