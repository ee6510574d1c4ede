// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are source code.
import { type SourceMutant, sourceMutant } from './source-mutant.ts';
import { sourceMutantsOfTexts } from './source-mutants-of-texts.ts';

const confirmed = 'enrolment/confirmed-device.ts';
const claimSteps = 'enrolment/claim-steps.ts';
const open = 'device-files/open-device.ts';
const seal = 'device-files/seal-device.ts';
const change = 'device-files/change-password.ts';
const found = 'journeys/found-organization.ts';
const bootstrap = 'journeys/bootstrap-organization.ts';
const load = 'spec/src/certificates/load-certificate.ts';
const document = 'spec/src/certificates/document.ts';
const deviceFile = 'spec/src/device-files/device-file.ts';

/** Reads certificates that lack a field as if they had it. */
const withField = (statement: string): readonly [string, string] => [
  'const documentType = document.type;',
  `${statement} const documentType = document.type;`,
];

const ofTrust: readonly SourceMutant[] = [
  sourceMutant(
    'client-trust/says-which-is-older',
    'neither',
    'explain/explain-call.ts',
    'const majors = call.served.map((version) => majorOf(version) - majorOf(API_VERSION));',
    'const majors: number[] = [];',
  ),
  sourceMutant(
    'client-trust/says-organization-unknown',
    'like-a-refused-token',
    'explain/explain-call.ts',
    "'the server does not know this organization (HTTP 404)'",
    "'the server refused the token of this link'",
  ),
  sourceMutant(
    'client-trust/shows-authority',
    'silent',
    'explain/explain-log-in.ts',
    "  sequesteredOn && 'this organization has a sequester authority, which can read all of its data';",
    "  sequesteredOn && '';",
  ),
  sourceMutant(
    'client-trust/says-rights-are-missing',
    'unknown-device',
    'driver/member-acts.ts',
    "'only an administrator may invite people'",
    "'the server does not know this device, or its signature is not valid (HTTP 403)'",
  ),
  sourceMutant(
    'client-trust/says-rights-are-missing',
    'unknown-device-of-a-revocation',
    'explain/explain-member.ts',
    "'only administrators of the organization may do that'",
    "'the server does not know this device, or its signature is not valid (HTTP 403)'",
  ),
];

const ofCertificates: readonly SourceMutant[] = [
  sourceMutant(
    'certificates/envelope',
    'any-format',
    document,
    "  if (bytes[0] !== 0) return { ok: false, reason: 'format' };\n",
  ),
  sourceMutant(
    'certificates/envelope',
    'uncompressed-too',
    document,
    'if (!unpacked.ok) return unpacked;',
    'if (!unpacked.ok) return decodable(bytes.subarray(1));',
    '/** Decodes the envelope (CERT-02).',
    "const decodable = (bytes: Uint8Array): ReadDocument => {\n  try {\n    return { ok: true, document: decode(bytes) };\n  } catch {\n    return { ok: false, reason: 'zstd' };\n  }\n};\n/** Decodes the envelope (CERT-02).",
  ),
  sourceMutant(
    'certificates/envelope',
    'another-format-written',
    document,
    'bytes.set(frame, 1);',
    'bytes.set(frame, 1);\n  bytes[0] = 1;',
  ),
  sourceMutant(
    'user_certificate/fields',
    'handle-absent-is-nil',
    load,
    ...withField("if (document.type === 'user_certificate') document.human_handle ??= null;"),
  ),
  sourceMutant(
    'user_certificate/fields',
    'profile-absent-is-standard',
    load,
    ...withField("if (document.type === 'user_certificate') document.profile ??= 'STANDARD';"),
  ),
  sourceMutant(
    'user_certificate/fields',
    'algorithm-absent',
    load,
    ...withField(
      "if (document.type === 'user_certificate') document.algorithm ??= 'X25519_XSALSA20_POLY1305';",
    ),
  ),
  sourceMutant(
    'device_certificate/fields',
    'label-absent-is-nil',
    load,
    ...withField("if (document.type === 'device_certificate') document.device_label ??= null;"),
  ),
  sourceMutant(
    'device_certificate/fields',
    'algorithm-absent',
    load,
    ...withField("if (document.type === 'device_certificate') document.algorithm ??= 'ED25519';"),
  ),
  sourceMutant(
    'device_certificate/purpose-absent-is-standard',
    'refused',
    load,
    ...withField(
      "if (document.type === 'device_certificate' && document.purpose === undefined) return { ok: false, reason: 'content' };",
    ),
  ),
  sourceMutant(
    'user_update_certificate/fields',
    'profile-absent-is-admin',
    load,
    ...withField("if (document.type === 'user_update_certificate') document.new_profile ??= 'ADMIN';"),
  ),
];

const ofGreetings: readonly SourceMutant[] = [];

const ofKeys: readonly SourceMutant[] = [
  sourceMutant(
    'client-keys/clear-part-is-metadata',
    'profile',
    deviceFile,
    'device_label: file.device_label,\n  } satisfies',
    "device_label: file.device_label,\n    initial_profile: 'ADMIN',\n  } satisfies",
  ),
  sourceMutant(
    'client-keys/keys-are-sealed',
    'one-beside',
    bootstrap,
    'pending = await storePending(folder, device.device_id.hex, sealed);',
    'pending = await storePending(folder, device.device_id.hex, sealed);\n    await writeSecretFile(`${folder}/cache`, device.local_symkey);',
  ),
  sourceMutant(
    'client-keys/keys-are-sealed',
    'in-clear',
    seal,
    'crypto.secretboxSeal(derived.key, crypto.randomBytes(24), plain)',
    'plain.slice()',
  ),
  sourceMutant(
    'client-keys/missing-told',
    'like-another-protection',
    open,
    "'other-protection': ({ path, detail }) => `${path} does not open with the given secret: ${detail}`,",
    "'other-protection': (refused) => sentences.missing(refused),",
  ),
  sourceMutant(
    'client-keys/missing-told',
    'like-a-wrong-password',
    open,
    'if (!read.ok) return { ...read, path };',
    "if (!read.ok) return { ...read, reason: 'cannot-be-opened', path };",
  ),
  sourceMutant(
    'client-keys/not-a-device-file-told',
    'like-a-wrong-password',
    open,
    'if (!decoded.ok) return { ...decoded, path };',
    "if (!decoded.ok) return { ...decoded, reason: 'cannot-be-opened', path };",
  ),
  sourceMutant(
    'client-keys/other-protection-told',
    'like-a-wrong-password',
    open,
    "reason: 'other-protection',\n      detail: `it needs",
    "reason: 'cannot-be-opened',\n      detail: `it needs",
  ),
  sourceMutant(
    'client-keys/other-protection-told',
    'unknown-one-like-a-wrong-password',
    open,
    'if (!decoded.ok) return { ...decoded, path };',
    "if (!decoded.ok) return { ...decoded, path, reason: decoded.reason === 'unknown-kind' ? 'cannot-be-opened' : decoded.reason };",
  ),
  sourceMutant(
    'client-keys/no-secret-on-the-wire',
    'private-key-certified',
    found,
    'publicKey: await crypto.publicKeyOf(device.private_key),',
    'publicKey: device.private_key,',
  ),
  sourceMutant(
    'client-keys/no-secret-in-files',
    'debug-log',
    open,
    'const { device, plain, contradictions } = unsealed;',
    "const { device, plain, contradictions } = unsealed;\n  await (await import('node:fs/promises')).appendFile(`${path}.log`, `[${[...device.signing_key]}]`);",
  ),
  sourceMutant(
    'client-keys/no-secret-in-files',
    'until-the-claim-ends',
    claimSteps,
    'const result = await exchangeStep({ side, attempt }, { step: 6, payload }, pace);',
    "await writeSecretFile(`${path}.new`, own.signing_key);\n  const result = await exchangeStep({ side, attempt }, { step: 6, payload }, pace);\n  await new Promise((done) => setTimeout(done, 100));\n  await (await import('node:fs/promises')).rm(`${path}.new`);",
  ),
  sourceMutant(
    'client-keys/no-key-twice',
    'root-key-is-kept',
    found,
    'export async function foundOrganization(',
    'let root: Uint8Array | undefined;\nexport async function foundOrganization(',
    'const rootSeed = crypto.randomBytes(32);',
    'const rootSeed = (root ??= crypto.randomBytes(32)).slice();',
  ),
  sourceMutant(
    'client-keys/no-key-twice',
    'keys-of-a-claim-are-kept',
    'enrolment/claim.ts',
    'const freshKeys = (',
    'let kept: Uint8Array | undefined;\nconst freshKeys = (',
    '  signing_key: crypto.randomBytes(32),',
    '  signing_key: (kept ??= crypto.randomBytes(32)).slice(),',
  ),
  sourceMutant(
    'client-keys/password-as-typed',
    'cut-at-72-bytes',
    'device-files/password-key.ts',
    'const bytes = new TextEncoder().encode(password);',
    'const bytes = new TextEncoder().encode(password).slice(0, 72);',
  ),
  sourceMutant(
    'client-keys/password-as-typed',
    'composed',
    'device-files/password-key.ts',
    'const bytes = new TextEncoder().encode(password);',
    "const bytes = new TextEncoder().encode(password.normalize('NFC'));",
  ),
  sourceMutant(
    'client-keys/password-as-typed',
    'trimmed',
    'device-files/password-key.ts',
    'const bytes = new TextEncoder().encode(password);',
    'const bytes = new TextEncoder().encode(password.trim());',
  ),
  sourceMutant(
    'client-keys/missing-told',
    'like-a-damaged-file',
    open,
    'missing: ({ path }) => `${path} does not exist: \\`client device list\\` shows the devices stored here`,',
    "missing: (refused) => sentences['cannot-be-opened'](refused),",
  ),
  sourceMutant(
    'client-keys/missing-told',
    'like-junk',
    open,
    'missing: ({ path }) => `${path} does not exist: \\`client device list\\` shows the devices stored here`,',
    'missing: ({ path }) => `${path} is missing or is not a device file`,',
    "'no-device-file': ({ path, detail }) =>\n    `${path} is not a device file (${detail}): it is damaged or another kind of file; a copy from a backup may still open`,",
    "'no-device-file': ({ path }) => `${path} is missing or is not a device file`,",
  ),
  sourceMutant(
    'client-keys/password-change-loses-nothing',
    'new-symkey',
    change,
    'createdOn, protectedOn: now, cost, plain }',
    'createdOn, protectedOn: now, cost }',
    'const { device, plain } = opened;',
    'const { device, plain } = opened;\n  device.local_symkey = crypto.randomBytes(32);',
  ),
  sourceMutant(
    'client-keys/old-password-opens-nothing',
    'unchanged',
    change,
    'sealDevice({ crypto, device, password,',
    "sealDevice({ crypto, device, password: change.current.kind === 'password' ? change.current.password : password,",
  ),
  sourceMutant(
    'client-keys/old-password-opens-nothing',
    'backup',
    change,
    'await writeSecretFile(path, sealed);',
    'await writeSecretFile(`${path}.bak`, current.bytes);\n  await writeSecretFile(path, sealed);',
  ),
  sourceMutant(
    'client-keys/old-password-opens-nothing',
    'backup-is-listed',
    change,
    'await writeSecretFile(path, sealed);',
    "await writeSecretFile(path.replace(/keys$/, 'old.keys'), current.bytes);\n  await writeSecretFile(path, sealed);",
  ),
  sourceMutant(
    'client-keys/root-key-never-kept',
    'as-signing-key',
    found,
    'signing_key: crypto.randomBytes(32),',
    'signing_key: rootSeed.slice(),',
  ),
  sourceMutant(
    'client-keys/root-key-never-kept',
    'as-text',
    found,
    'device_label: founder.deviceLabel,',
    "device_label: Buffer.from(rootSeed).toString('base64'),",
  ),
  sourceMutant(
    'client-keys/root-key-never-kept',
    'as-realm-key',
    found,
    'user_realm_key: crypto.randomBytes(32),',
    'user_realm_key: rootSeed.slice(),',
  ),
  sourceMutant(
    'client-keys/round-trip',
    'another-id',
    deviceFile,
    'device_id: device.device_id,',
    'device_id: device.user_id,',
  ),
  sourceMutant(
    'client-keys/round-trip',
    'label-upper-case',
    deviceFile,
    'device_label: device.device_label,',
    'device_label: device.device_label.toUpperCase(),',
  ),
  sourceMutant(
    'client-keys/no-partial-file',
    'emptied-first',
    change,
    'await writeSecretFile(path, sealed);',
    'await writeSecretFile(path, new Uint8Array());\n  await writeSecretFile(path, sealed);',
  ),
  sourceMutant(
    'client-keys/no-partial-file',
    'deleted-first',
    change,
    'await writeSecretFile(path, sealed);',
    "(await import('node:fs')).rmSync(path);\n  await writeSecretFile(path, sealed);",
  ),
  sourceMutant(
    'client-keys/no-partial-file',
    'written-anew',
    change,
    'await writeSecretFile(path, sealed);',
    "const fs = await import('node:fs');\n  fs.rmSync(path);\n  fs.writeFileSync(path, sealed, { mode: 0o600 });",
  ),
  sourceMutant(
    'client-keys/no-partial-file',
    'written-in-place',
    change,
    'await writeSecretFile(path, sealed);',
    "(await import('node:fs')).writeFileSync(path, sealed);",
  ),
  sourceMutant(
    'client-keys/device-has-own-keys',
    'symkey-of-the-user',
    confirmed,
    'local_symkey: crypto.randomBytes(32),',
    'local_symkey: shared.user_realm_key,',
  ),
  sourceMutant(
    'client-keys/device-has-own-keys',
    'signing-key-as-symkey',
    confirmed,
    'local_symkey: crypto.randomBytes(32),',
    'local_symkey: keys.signing_key,',
  ),
  sourceMutant(
    'client-keys/listing-skips-junk',
    'junk-ends-the-list',
    'device-files/list-devices.ts',
    "if (typeof stored === 'string') skipped.push({ path, reason: stored });",
    "if (typeof stored === 'string') break;",
  ),
  sourceMutant(
    'keys/boxes-interoperate',
    'another-box',
    'spec/src/crypto/crypto.ts',
    'xsalsa20poly1305(key, nonce).encrypt(plain)',
    'xsalsa20poly1305(key, nonce.toReversed()).encrypt(plain)',
    'xsalsa20poly1305(key, box.subarray(0, NONCE)).decrypt',
    'xsalsa20poly1305(key, box.slice(0, NONCE).reverse()).decrypt',
  ),
  sourceMutant(
    'keys/sizes-in-client',
    'padded',
    load,
    ...withField(
      'if (document.public_key instanceof Uint8Array && document.public_key.length < 32) document.public_key = new Uint8Array(32).fill(7);',
    ),
  ),
  sourceMutant(
    'keys/sizes-in-client',
    'cut',
    load,
    ...withField(
      'if (document.public_key instanceof Uint8Array) document.public_key = document.public_key.slice(0, 32);',
    ),
  ),
  sourceMutant(
    'keys/sizes-in-client',
    'verify-key-padded',
    load,
    ...withField(
      'if (document.verify_key instanceof Uint8Array && document.verify_key.length < 32) document.verify_key = new Uint8Array(32).fill(7);',
    ),
  ),
];

const ofBootstraps: readonly SourceMutant[] = [
  sourceMutant(
    'organization_bootstrap/client-keeps-private-keys',
    'private-key-certified',
    found,
    'publicKey: await crypto.publicKeyOf(device.private_key),',
    'publicKey: device.private_key,',
  ),
  sourceMutant(
    'organization_bootstrap/client-keeps-private-keys',
    'signing-key-certified',
    found,
    'verifyKey: await crypto.verifyKeyOf(device.signing_key),',
    'verifyKey: device.signing_key,',
  ),
  sourceMutant(
    'organization_bootstrap/client-keeps-private-keys',
    'private-key-as-label',
    found,
    'deviceLabel: device.device_label,',
    "deviceLabel: Buffer.from(device.private_key).toString('hex'),",
  ),
  sourceMutant(
    'organization_bootstrap/client-fresh-root-key',
    'from-the-name',
    found,
    'const rootSeed = crypto.randomBytes(32);',
    'const rootSeed = (await crypto.sha256(Buffer.from(founder.organizationId))).slice();',
  ),
  sourceMutant(
    'organization_bootstrap/client-tells-failures-apart',
    'one-refusal',
    bootstrap,
    "return { outcome: 'already-bootstrapped', waiting };",
    "return { outcome: 'token-refused', waiting };",
  ),
  sourceMutant(
    'client-transport/shows-supported-versions',
    'unshown',
    'explain/explain-call.ts',
    ', the server serves ${served} (HTTP',
    ' (HTTP',
  ),
  sourceMutant(
    'terms-of-service/client-links-web-addresses-only',
    'any-address',
    'journeys/accept-terms.ts',
    '.filter(([, url]) => isWebAddress(url))',
    '',
  ),
  sourceMutant(
    'terms-of-service/client-links-web-addresses-only',
    'no-javascript-in-lower-case',
    'journeys/accept-terms.ts',
    'isWebAddress(url)',
    "!url.startsWith('javascript:')",
  ),
  sourceMutant(
    'types/token-hidden-in-logs',
    'logged',
    'call/call.ts',
    "('debug', 'call', { family, command: request.cmd, url })",
    "('debug', 'call', { family, command: request.cmd, url, token: Buffer.from((request as { bootstrap_token?: Uint8Array }).bootstrap_token ?? []).toString('hex') })",
  ),
  sourceMutant(
    'types/token-text',
    'base64',
    'enrolment/invitations.ts',
    "Buffer.from(address.token).toString('hex')",
    "Buffer.from(address.token).toString('base64url')",
  ),
];

/** Reference clients that each break one rule by an edit of their source. */
export const sourceMutants: readonly SourceMutant[] = [
  ...ofTrust,
  ...ofCertificates,
  ...ofGreetings,
  ...ofKeys,
  ...ofBootstraps,
  ...sourceMutantsOfTexts,
];
