// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are source code.
import { type SourceMutant, sourceMutant } from './source-mutant.ts';

const link = 'spec/src/urls/link.ts';
const bootstrapUrl = 'spec/src/urls/bootstrap-url.ts';
const address = 'spec/src/urls/server-address.ts';
const invitationUrl = 'spec/src/urls/invitation-url.ts';
const names = 'spec/src/scalars/names.ts';
const scalar = 'spec/src/scalars/scalar.ts';
const email = 'spec/src/scalars/email-address.ts';
const encode = 'spec/src/codec/encode.ts';
const load = 'spec/src/certificates/load-certificate.ts';

/** Changes the text of a link before it is read. */
const linkAs = (text: string): readonly [string, string] => [
  'const first = URL.parse(text);',
  `const first = URL.parse(${text});`,
];

const ofLinks: readonly SourceMutant[] = [
  sourceMutant(
    'links/bootstrap-link',
    'token-in-hex',
    bootstrapUrl,
    "const token = bytesIn(link.parameters, 16, 'nil allowed');",
    "const token = new Uint8Array(Buffer.from(link.parameters.get('p') ?? '', 'hex'));",
  ),
  sourceMutant(
    'links/bootstrap-link-without-token',
    'refused',
    bootstrapUrl,
    "bytesIn(link.parameters, 16, 'nil allowed')",
    'bytesIn(link.parameters, 16)',
  ),
  sourceMutant(
    'links/bootstrap-link-without-token',
    'token-of-zeros',
    bootstrapUrl,
    'address: { server, organization, token }',
    'address: { server, organization, token: token ?? new Uint8Array(16) }',
  ),
  sourceMutant(
    'links/client-action',
    'any-action',
    link,
    'return actions.find((action) => action === value) ?? refuse',
    'return actions.find((action) => action === value) ?? actions[0] ?? refuse',
  ),
  sourceMutant(
    'links/client-action',
    'first-of-two',
    link,
    'value !== undefined && values.length === 1',
    'value !== undefined',
  ),
  sourceMutant(
    'links/client-action',
    'absent',
    link,
    "const value = onlyValue(parameters, 'a');",
    "const value = parameters.has('a') ? onlyValue(parameters, 'a') : (actions[0] ?? '');",
  ),
  sourceMutant(
    'links/client-host',
    'own-machine',
    link,
    ...linkAs("text.replace(/:\\/\\/(?=[:/])/, '://127.0.0.1')"),
  ),
  sourceMutant(
    'links/client-organization',
    'first-segment',
    link,
    'organizationId(decoded(link.path.slice(1)))',
    "organizationId(decoded(link.path.slice(1).split('/')[0] ?? ''))",
  ),
  sourceMutant(
    'links/client-organization',
    'default-name',
    link,
    'organizationId(decoded(link.path.slice(1)))',
    "organizationId(decoded(link.path.slice(1)) || 'Org')",
  ),
  sourceMutant(
    'links/client-payload',
    'any-size',
    link,
    'value instanceof Uint8Array && value.length === size',
    'value instanceof Uint8Array',
  ),
  sourceMutant(
    'links/client-payload',
    'stray-characters',
    link,
    'bytesOfBase64url(text)',
    "Buffer.from(text, 'base64url')",
  ),
  sourceMutant(
    'links/client-port',
    'leading-digits',
    link,
    ...linkAs("text.replace(/:(\\d+)[a-z]\\//, ':$1/')"),
  ),
  sourceMutant(
    'links/client-port',
    'sixteen-bits',
    link,
    ...linkAs('text.replace(/:(\\d+)\\//, (_, port) => ":" + (port % 65536) + "/")'),
  ),
  sourceMutant(
    'links/client-scheme',
    'any-scheme',
    link,
    "if (first.protocol !== 'parsec3:')",
    'if (!/^parsec/.test(first.protocol))',
    '/^parsec3:/',
    '/^parsec.?:/',
  ),
  sourceMutant('links/client-no-ssl', 'last-counts', link, 'values.length > 1 || ', ''),
  sourceMutant('links/client-no-ssl', 'case-matters', link, '.map((value) => value.toLowerCase())'),
  sourceMutant(
    'links/client-unknown-parameters',
    'refused',
    link,
    'const tls = readTls(first.searchParams);',
    "if ([...first.searchParams.keys()].some((key) => !['a', 'p', 'no_ssl'].includes(key))) return diagnose(text);\n  const tls = readTls(first.searchParams);",
  ),
  sourceMutant(
    'links/client-white-space',
    'refused-around',
    link,
    ...linkAs("text === text.trim() ? text : ''"),
  ),
  sourceMutant(
    'links/client-white-space',
    'refused-inside',
    link,
    ...linkAs("/\\s/.test(text.trim()) ? '' : text"),
  ),
  sourceMutant(
    'links/http-form',
    'refused',
    link,
    "first.protocol === 'http:' || first.protocol === 'https:'",
    "first.protocol === 'https:'",
  ),
  sourceMutant(
    'links/http-form',
    'without-redirect',
    link,
    '/^\\/redirect(\\/.*)?$/.exec',
    '/^(\\/.*)?$/.exec',
  ),
  sourceMutant(
    'links/http-form-tls-by-scheme',
    'by-no-ssl',
    address,
    "const tls = url.protocol === 'https:';",
    "const tls = url.protocol === 'https:' || url.searchParams.get('no_ssl') === 'false';",
  ),
  sourceMutant(
    'links/invitation-link',
    'devices-only',
    invitationUrl,
    'const action = actionIn(link.parameters, actions);',
    "const action = actionIn(link.parameters, ['claim_device'] as const);",
  ),
  sourceMutant(
    'links/invitation-link',
    'users-only',
    invitationUrl,
    'const action = actionIn(link.parameters, actions);',
    "const action = actionIn(link.parameters, ['claim_user'] as const);",
  ),
  sourceMutant(
    'links/invitation-link',
    'any-action',
    link,
    'return actions.find((action) => action === value) ?? refuse',
    'return actions.find((action) => action === value) ?? actions[0] ?? refuse',
  ),
  sourceMutant(
    'links/organization-bad-utf8',
    'replaced',
    link,
    "    return decodeURIComponent(segment);\n  } catch {\n    return '';",
    "    return decodeURIComponent(segment);\n  } catch {\n    return 'Org';",
  ),
  sourceMutant(
    'links/organization-percent-encoded',
    'latin-1',
    'call/call.ts',
    "encodeURIComponent(connection.organizationId ?? '')",
    "escape(connection.organizationId ?? '')",
  ),
  sourceMutant(
    'links/organization-percent-encoded',
    'decomposed',
    'call/call.ts',
    "encodeURIComponent(connection.organizationId ?? '')",
    "encodeURIComponent((connection.organizationId ?? '').normalize('NFD'))",
  ),
  sourceMutant(
    'links/scheme-host-organization',
    'fixed-order',
    link,
    'const tls = readTls(first.searchParams);',
    "if ([...first.searchParams.keys()].indexOf('p') < [...first.searchParams.keys()].indexOf('a')) return diagnose(text);\n  const tls = readTls(first.searchParams);",
  ),
];

const ofEncodings: readonly SourceMutant[] = [
  sourceMutant(
    'encoding/identifier-is-ext-2',
    'text',
    encode,
    'if (Uuid.is(value)) {',
    'if (Uuid.is(value)) return writeText(out, value.hex);\n  if (Uuid.is(value)) {',
  ),
  sourceMutant(
    'encoding/instant-is-ext-1',
    'text',
    encode,
    'if (DateTime.is(value)) {',
    'if (DateTime.is(value)) return writeText(out, String(value));\n  if (DateTime.is(value)) {',
  ),
  sourceMutant(
    'encoding/token-is-bin-16',
    'text',
    'greeting/greeter-side.ts',
    "call(connection, 'authenticated', { cmd, token })",
    "call(connection, 'authenticated', { cmd, token: Buffer.from(token).toString('hex') as never })",
  ),
  sourceMutant(
    'types/microseconds-kept',
    'milliseconds',
    'spec/src/codec/decode.ts',
    'return DateTime.of(micros);',
    'return DateTime.of((micros / 1000n) * 1000n);',
  ),
];

const ofScalars: readonly SourceMutant[] = [
  sourceMutant('types/device-label-accepted', 'at-most-253-bytes', names, 'maxBytes: 255', 'maxBytes: 253'),
  sourceMutant('types/device-label-length', 'any-length', names, 'maxBytes: 255', 'maxBytes: 1000'),
  sourceMutant('types/device-label-length', 'one-more', names, 'maxBytes: 255', 'maxBytes: 256'),
  sourceMutant('types/device-label-length', 'empty', scalar, "  if (input === '') return refuse('empty');\n"),
  sourceMutant(
    'types/device-label-length',
    'letters-counted',
    scalar,
    'if (length > rule.maxBytes)',
    'if (value.length > rule.maxBytes)',
  ),
  sourceMutant('types/human-label-accepted', 'at-most-253-bytes', names, 'maxBytes: 254', 'maxBytes: 247'),
  sourceMutant(
    'types/human-label-accepted',
    'no-parentheses',
    names,
    '/^[^<>@,:;\\\\"[\\]]+$/',
    '/^[^()<>@,:;\\\\"[\\]]+$/',
  ),
  ...[...'<>@,:;"['].map((character) =>
    sourceMutant(
      'types/human-label-characters',
      `with-${character}`,
      names,
      '/^[^<>@,:;\\\\"[\\]]+$/',
      '/^[^<>@,:;\\\\"[\\]]+$/'.replace(character === '[' ? '"[' : character, character === '[' ? '"' : ''),
    ),
  ),
  sourceMutant(
    'types/human-label-length',
    'empty',
    names,
    'Scalar<string, TextFault> => boundedText(input, humanLabelRule);',
    "Scalar<string, TextFault> => input === '' ? { ok: true, value: input } : boundedText(input, humanLabelRule);",
  ),
  sourceMutant('types/human-label-length', 'any-length', names, 'maxBytes: 254', 'maxBytes: 1000'),
  sourceMutant('types/human-label-length', 'one-more', names, 'maxBytes: 254', 'maxBytes: 255'),
  sourceMutant(
    'types/human-label-length',
    'letters-counted',
    scalar,
    'if (length > rule.maxBytes)',
    'if (value.length > rule.maxBytes)',
  ),
  sourceMutant(
    'types/email-is-bare-ascii',
    'anything',
    email,
    "  if (!isAddress(input)) return refuse('no-address', 'an address such as alice@example.com');\n",
  ),
  sourceMutant(
    'types/email-is-bare-ascii',
    'no-domain',
    email,
    "text[at] === '@' && firstOf",
    "text[at] === '@' && at + 1 === text.length || firstOf",
  ),
  sourceMutant(
    'types/email-redacted-domain',
    'allowed',
    email,
    'if (input.endsWith(`@${REDACTED_DOMAIN}`))',
    'if (input.endsWith(`@@${REDACTED_DOMAIN}`))',
  ),
  sourceMutant('types/organization-id-accepted', 'at-most-31-bytes', names, 'maxBytes: 32,', 'maxBytes: 31,'),
  sourceMutant('types/organization-id-accepted', 'ascii', names, '/^[\\p{Alphabetic}', '/^[\\w'),
  sourceMutant(
    'types/organization-id-characters',
    'with-a-dot',
    names,
    '/^[\\p{Alphabetic}',
    '/^[.\\p{Alphabetic}',
  ),
  sourceMutant(
    'types/organization-id-characters',
    'with-a-blank',
    names,
    '/^[\\p{Alphabetic}',
    '/^[ \\p{Alphabetic}',
  ),
  sourceMutant('types/organization-id-length', 'any-length', names, 'maxBytes: 32,', 'maxBytes: 1000,'),
  sourceMutant(
    'types/organization-id-length',
    'letters-counted',
    scalar,
    'if (length > rule.maxBytes)',
    'if (value.length > rule.maxBytes)',
  ),
  sourceMutant(
    'types/profile-is-one-of-three',
    'any-case',
    load,
    'const documentType = document.type;',
    "if (typeof document.profile === 'string') document.profile = document.profile.toUpperCase(); const documentType = document.type;",
  ),
  sourceMutant(
    'types/profile-is-one-of-three',
    'unknown-is-standard',
    load,
    'const documentType = document.type;',
    "if (typeof document.profile === 'string' && !['ADMIN', 'STANDARD', 'OUTSIDER'].includes(document.profile)) document.profile = 'STANDARD'; const documentType = document.type;",
  ),
];

/** Mutants of links, encodings, labels and names. */
export const sourceMutantsOfTexts: readonly SourceMutant[] = [...ofLinks, ...ofEncodings, ...ofScalars];
