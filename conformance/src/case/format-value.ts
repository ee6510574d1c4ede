import { openCertificate } from '../people/certificates.ts';
import { PrivateKey, SigningKey } from '../people/keys.ts';
import { Exchange } from '../wire/exchange.ts';
import { Id, Instant } from '../wire/values.ts';

/**
 * Formats a value as one line: bytes in hex, times in RFC 3339. At most about `limit` characters.
 */
export function formatValue(value: unknown, limit = 400): string {
  const text = render(value, 0);
  return text.length <= limit ? text : `${cut(text, limit)}… (${text.length} characters)`;
}

/**
 * The first `limit` characters of a text. A word that would be cut is left out, because redaction
 * replaces only whole secrets.
 */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\w+/=%.-]+$/, '');
}

/** Maximum number of levels that are shown. */
const MAX_DEPTH = 12;

function render(value: unknown, depth: number): string {
  if (value instanceof Uint8Array) {
    const kind = kindOfCertificate(value);
    return kind === undefined ? formatBytes(value) : `${kind} (${formatBytes(value)})`;
  }
  if (value instanceof Instant) return value.toString();
  if (value instanceof SigningKey || value instanceof PrivateKey) return '[private key]';
  if (value instanceof Id) return value.hyphenated;
  if (value instanceof Exchange) return formatOutcome(value);
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => render(item, depth + 1)).join(', ')}]`;
  if (typeof value === 'bigint') return String(value);
  if (value !== null && typeof value === 'object') {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${render(item, depth + 1)}`)
      .join(', ')} }`;
  }
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

const formatBytes = (bytes: Uint8Array): string =>
  bytes.length === 0
    ? 'no bytes'
    : `${bytes.length} bytes ${Buffer.from(bytes.subarray(0, 64)).toString('hex')}${bytes.length > 64 ? '…' : ''}`;

/** Fields that the redacted form of a certificate hides. */
const redactable = ['human_handle', 'device_label'];

/** What a certificate is, in words. Undefined for other bytes. */
function kindOfCertificate(bytes: Uint8Array): string | undefined {
  const content = openCertificate(bytes, { left: MAX_CERTIFICATE_BYTES });
  const type = content?.type;
  if (content === undefined || typeof type !== 'string' || !/^\w{1,64}$/.test(type)) return undefined;
  const hidden = redactable.filter((name) => name in content);
  const form =
    hidden.length === 0 ? '' : hidden.every((name) => content[name] === null) ? 'redacted ' : 'full ';
  return `${form}${type}`;
}

/** Length to which a certificate is decompressed to tell its type, in bytes. */
const MAX_CERTIFICATE_BYTES = 1 << 16;

/** Formats the body of an answer: its beginning if it is text, else its bytes. */
export function formatBody(exchange: Exchange): string {
  const { body } = exchange;
  const encoding = exchange.header('content-encoding');
  const about = encoding === undefined ? '' : `Content-Encoding: ${cut(JSON.stringify(encoding), 40)}, `;
  const text = beginningOf(body);
  return /[\ufffd\p{Cc}]/u.test(text.replace(/\ufffd$|\s/g, ''))
    ? `${about}${formatBytes(body)}`
    : `${about}${body.length} bytes: ${JSON.stringify(text)}`;
}

/** Formats the outcome of an exchange in a few words. */
export function formatOutcome(exchange: Exchange): string {
  if (exchange.isOversized) return exchange.error ?? '';
  if (exchange.error !== undefined) return `no answer (${exchange.error})`;
  if (exchange.replyStatus !== undefined) return showStatus(cut(exchange.replyStatus, 200));
  if (exchange.status !== 200) return `HTTP ${exchange.status}`;
  const body =
    exchange.message === undefined
      ? formatBody(exchange)
      : `${exchange.body.length} bytes: ${JSON.stringify(cut(render(exchange.message, 0), 80))}`;
  return `HTTP 200 without a reply status (${body})`;
}

/** Formats a status as a code span, or in quotes if it has other characters than a name. */
const showStatus = (status: string): string =>
  /^[\w.-]+$/.test(status) ? `\`${status}\`` : JSON.stringify(status);

/** The first 80 characters of a body. A character has at most 4 bytes. */
const beginningOf = (body: Uint8Array): string =>
  cut(Buffer.from(body.subarray(0, 320)).toString('utf8'), 80);
