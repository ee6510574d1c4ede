import { encode, Uuid } from '@parsec-spec/spec/codec';
import {
  type Alteration,
  algorithmSetting,
  altered,
  ciphertextAs,
  flipped,
  original,
  setting,
} from './altered-file.ts';
import { sampleBytes } from './samples.ts';

/**
 * One row of `samples/client-behaviour.md`: the content of the devices folder, the listing, and the
 * result of opening.
 */
export interface Row {
  change: string;
  /** The files of the folder by name; default: only the altered file, as `desktop.keys`. */
  files: () => Promise<Record<string, Uint8Array>>;
  password?: string;
  listed: string | 'none';
  opening: 'opened' | 'not found' | string;
  contradictions?: readonly string[];
  /** The digits of the device id that select the device; default: none. */
  prefix?: string;
  /** How this client differs from Scille's, and why. */
  divergence?: string;
}

type Expected = Partial<Omit<Row, 'change' | 'files'>>;

const desktop = 'desktop (password)';

const row = (change: string, alteration: Alteration, expected: Expected = {}): Row => ({
  change,
  files: async () => ({ 'desktop.keys': await altered(alteration) }),
  listed: desktop,
  opening: 'opened',
  ...expected,
});

const named = (change: string, files: Record<string, Alteration>, expected: Expected = {}): Row => ({
  ...row(change, {}, expected),
  files: async () => {
    const made: Record<string, Uint8Array> = {};
    for (const [name, alteration] of Object.entries(files)) made[name] = await altered(alteration);
    return made;
  },
});

const gone: Expected = { listed: 'none', opening: 'not found' };
const contradicts = (...contradictions: string[]): Expected => ({
  contradictions,
  divergence: 'opened alike, and the contradiction is told: Scille’s client never compares',
});
const labelled = (device_label: string): Alteration => ({ clear: setting({ device_label }) });
const bothUrls = (server_url: string): Alteration => ({
  clear: setting({ server_url }),
  inner: setting({ server_url }),
});
const cannot: Expected = { opening: 'cannot-be-opened' };
const id = String(original.clear.device_id);

/** The whole table. */
export const rows: readonly Row[] = [
  { ...row('none', {}), files: async () => ({ 'desktop.keys': sampleBytes(original) }) },
  row('decoded and written again by another msgpack writer', {
    // A map of twelve entries with a header of three bytes, as an encoder that is not canonical
    // writes it.
    bytes: (bytes) => Uint8Array.from([0xde, 0x00, 0x0c, ...bytes.subarray(1)]),
  }),
  row('wrong password', {}, { ...cannot, password: `${original.secret}!` }),
  row('one bit of the ciphertext flipped', { clear: ciphertextAs((box) => flipped(box, 60)) }, cannot),
  row('one bit of the nonce flipped', { clear: ciphertextAs((box) => flipped(box, 3)) }, cannot),
  row('ciphertext cut to 20 bytes', { clear: ciphertextAs((box) => box.subarray(0, 20)) }, cannot),
  row('ciphertext empty', { clear: ciphertextAs((box) => box.subarray(0, 0)) }, cannot),
  row('keys in reverse order', { clear: (fields) => Object.fromEntries(Object.entries(fields).reverse()) }),
  row('an unknown key added', { clear: setting({ dummy: 1 }) }),
  row('`totp_opaque_key_id` left out', { clear: setting({ totp_opaque_key_id: undefined }) }),
  row('`protected_on` left out', { clear: setting({ protected_on: undefined }) }, gone),
  row('`created_on` left out', { clear: setting({ created_on: undefined }) }, gone),
  row('`server_url` left out', { clear: setting({ server_url: undefined }) }, gone),
  row('trailing byte', { bytes: (bytes) => Uint8Array.from([...bytes, 0]) }),
  row('file cut by one byte', { bytes: (bytes) => bytes.subarray(0, -1) }, gone),
  row('empty file', { bytes: (bytes) => bytes.subarray(0, 0) }, gone),
  row('`type` = "unknown"', { clear: setting({ type: 'unknown' }) }, gone),
  row(
    '`type` = "recovery", `algorithm` left out',
    { clear: setting({ type: 'recovery', algorithm: undefined }) },
    { listed: 'desktop (recovery)', opening: 'other-protection' },
  ),
  row(
    'other human handle, label outside only',
    { clear: setting({ human_handle: ['eve@example.com', 'Eve'], device_label: 'changed' }) },
    { listed: 'changed (password)', ...contradicts('human_handle', 'device_label') },
  ),
  row(
    'other `organization_id` outside only',
    { clear: setting({ organization_id: 'Other' }) },
    contradicts('organization_id'),
  ),
  row(
    'other `device_id` outside only',
    { clear: setting({ device_id: Uuid.of(new Uint8Array(16).fill(1)) }) },
    contradicts('device_id'),
  ),
  row(
    '`server_url` outside only = `http://127.0.0.1:1/`',
    { clear: setting({ server_url: 'http://127.0.0.1:1/' }) },
    contradicts('server_url'),
  ),
  row(
    '`server_url` outside = `parsec3://` form',
    { clear: setting({ server_url: 'parsec3://127.0.0.1:6822' }) },
    gone,
  ),
  row('`server_url` without the last `/`, both', bothUrls('http://127.0.0.1:6822')),
  row('`server_url` with a path, both', bothUrls('http://127.0.0.1:6822/path'), gone),
  row('salt of 15 bytes', { clear: algorithmSetting({ salt: new Uint8Array(15) }) }, gone),
  row('salt of 17 bytes', { clear: algorithmSetting({ salt: new Uint8Array(17) }) }, gone),
  row('opslimit 1', { algorithm: { memlimit_kb: 131_072 } }),
  row('opslimit 2, memlimit 64 MiB', { algorithm: { memlimit_kb: 65_536, opslimit: 2 } }),
  row('memlimit 8 KiB', { algorithm: { memlimit_kb: 8, opslimit: 3 } }),
  row('memlimit 256 MiB', { algorithm: { memlimit_kb: 262_144 } }),
  row('parallelism 2', { algorithm: { memlimit_kb: 64, parallelism: 2 } }),
  row('opslimit 0', { clear: algorithmSetting({ opslimit: 0 }) }, { opening: 'unusable-parameters' }),
  row('parallelism 0', { clear: algorithmSetting({ parallelism: 0 }) }, { opening: 'unusable-parameters' }),
  row('memlimit 0', { clear: algorithmSetting({ memlimit_kb: 0 }) }, { opening: 'unusable-parameters' }),
  row('algorithm type "ARGON2I"', { clear: algorithmSetting({ type: 'ARGON2I' }) }, gone),
  row('inner: unknown key added', { inner: setting({ dummy: 'x' }) }),
  row(
    'inner: `local_symkey` left out',
    { inner: setting({ local_symkey: undefined }) },
    { opening: 'unknown-content' },
  ),
  row(
    'inner: `signing_key` of 64 bytes',
    { inner: setting({ signing_key: new Uint8Array(64) }) },
    { opening: 'unknown-content' },
  ),
  row('inner: `type` = "device"', { inner: setting({ type: 'device' }) }, { opening: 'unknown-content' }),
  row('inner: trailing byte', { innerTrail: [0] }),
  // It opens. The server then refuses its token, which the test of the journey shows.
  row('inner: another `signing_key`', { inner: setting({ signing_key: new Uint8Array(32).fill(5) }) }),
  row('inner: `initial_profile` = "OUTSIDER"', { inner: setting({ initial_profile: 'OUTSIDER' }) }),
  row(
    'TOTP id set',
    { clear: setting({ totp_opaque_key_id: Uuid.of(new Uint8Array(16)) }) },
    { opening: 'needs-code' },
  ),
  named('name `any name.keys`', { 'any name.keys': {} }),
  named('name `x.KEYS`', { 'x.KEYS': {} }, gone),
  named('name `.keys`', { '.keys': {} }, gone),
  named('name `x.keys.archived`', { 'x.keys.archived': {} }, gone),
  named('name `x.keys.tmp`', { 'x.keys.tmp': {} }, gone),
  named('in a folder `a/b/x.keys`', { 'a/b/x.keys': {} }),
  named('beside a broken `0.keys`', { 'desktop.keys': {}, '0.keys': { bytes: () => encode('broken') } }),
  named(
    'twice: `a.keys` (label "first") and `b.keys`',
    { 'a.keys': labelled('first'), 'b.keys': {} },
    { listed: 'first (password)', ...contradicts('device_label') },
  ),
  named(
    'twice: `a/z.keys` (label "folder") and `b.keys`',
    { 'a/z.keys': labelled('folder'), 'b.keys': {} },
    { listed: 'folder (password)', ...contradicts('device_label') },
  ),
  row('prefix of the id (3 digits)', {}, { prefix: id.slice(0, 3) }),
  row(
    'id in upper case',
    {},
    {
      prefix: id.toUpperCase(),
      divergence: 'found; Scille’s client finds lower case only, but people paste ids from anywhere',
    },
  ),
];
