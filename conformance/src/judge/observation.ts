import { openCertificate } from '../people/certificates.ts';
import { PrivateKey, SigningKey } from '../people/keys.ts';
import { Exchange } from '../wire/exchange.ts';
import { type Fields, Id, Instant } from '../wire/values.ts';

/** The beginning of a body: its text, its decoded msgpack, or else its bytes in hex. */
export interface Body {
  readonly bytes: number;
  readonly encoding?: string;
  readonly text?: string;
  readonly message?: unknown;
  readonly hex?: string;
}

/** An answer to a request. */
export type Answer =
  /** An HTTP status. The answer has no `status` of a reply. */
  | { readonly http: number; readonly body?: Body }
  /** The `status` of a reply with HTTP 200. */
  | { readonly status: string }
  /** Why there is no answer. */
  | { readonly noAnswer: string }
  /** Which limit an answer exceeds. */
  | { readonly tooLong: string };

/** Two values that differ, and the names and positions that lead to them; empty for whole values. */
export interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly observed: unknown;
}

/** What a check expects or observes, other than two values that differ. */
export type Fact =
  | Answer
  | { readonly value: unknown }
  /** The body of an answer that should be JSON. */
  | { readonly body: Body | 'JSON object' }
  /** A header of an answer. Without `is`: any value is expected, or the header is absent. */
  | { readonly header: string; readonly is?: string }
  /** Fields of an event, as far as they matter. */
  | { readonly event: Readonly<Record<string, unknown>> }
  /** The state of an event stream that gave no event. */
  | { readonly stream: 'silent' | 'ended' | 'open' }
  /** How an act of a client ended, and the text that it showed. */
  | { readonly end: string; readonly code?: string; readonly shown?: string }
  /** Number of mails. */
  | { readonly mails: number }
  /** Number of files. */
  | { readonly files: number }
  /** Words of a check. */
  | { readonly text: string };

/** What a check observed. */
export type Observation = Fact | Difference;

/** Whether an observation is about two values that differ. */
export const isDifference = (observation: Observation): observation is Difference => 'path' in observation;

/** The answer of an exchange. */
export function answerOf(exchange: Exchange): Answer {
  if (exchange.isOversized) return { tooLong: exchange.error ?? '' };
  if (exchange.error !== undefined) return { noAnswer: exchange.error };
  if (exchange.replyStatus !== undefined) return { status: exchange.replyStatus };
  if (exchange.status !== 200) return { http: exchange.status };
  const { message } = exchange;
  const body = message === undefined ? bodyOf(exchange) : { bytes: exchange.body.length, message };
  return { http: 200, body };
}

/** The first 80 characters of a body have at most this many bytes. */
const MAX_TEXT_BYTES = 320;

/** The body of an answer: its text if it is one, else its bytes. */
export function bodyOf(exchange: Exchange): Body {
  const { body } = exchange;
  const encoding = exchange.header('content-encoding');
  const text = beginning(Buffer.from(body.subarray(0, MAX_TEXT_BYTES)).toString('utf8'), 80);
  const isBinary = /[\ufffd\p{Cc}]/u.test(text.replace(/\ufffd$|\s/g, ''));
  return {
    bytes: body.length,
    ...(encoding === undefined ? {} : { encoding }),
    ...(isBinary ? { hex: hexOf(body) } : { text }),
  };
}

/**
 * The first `limit` characters of a text. A word that would be cut is left out, because redaction
 * replaces only whole secrets.
 */
export function beginning(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\w+/=%.-]+$/, '');
}

const hexOf = (bytes: Uint8Array): string =>
  `${Buffer.from(bytes.subarray(0, 64)).toString('hex')}${bytes.length > 64 ? '…' : ''}`;

/** Maximum number of levels of a value that are kept. */
const MAX_DEPTH = 12;

/** Length of all texts and numbers of a value that are kept, in characters. A target may send more. */
const MAX_VALUE_LENGTH = 16_384;

/** A certificate in a message, by its size, and what it says. */
export interface ShownCertificate {
  readonly $signed: number;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Stands for the part of a value that is too deep or too long. */
export interface Omitted {
  readonly $omitted: true;
}

/** Bytes. `holds` says which certificate they are. */
export interface ShownBytes {
  readonly $bytes: number;
  readonly hex: string;
  readonly holds?: string;
}

/** What `plainObservation` made, which it does not convert again. */
const plainObservations = new WeakSet<Observation>();

/**
 * An observation without secrets, that JSON can express. In its values a key `$bytes`, `$id`, `$time`,
 * `$integer`, `$answer`, `$key`, `$nothing` or `$omitted` tells what is no JSON. A key of a target that begins with
 * `$` has another one before it.
 */
export function plainObservation<T extends Observation>(observation: T, redact: (text: string) => string): T {
  if (plainObservations.has(observation)) return observation;
  const budget = { left: MAX_VALUE_LENGTH };
  const convert = (value: unknown): unknown => plainValue(value, redact, budget);
  const text = (value: string) => redact(value).slice(0, MAX_VALUE_LENGTH);
  const entries = Object.entries(observation).map(([key, value]): readonly [string, unknown] => {
    if (key === 'event') return [key, mapValues(value as object, convert)];
    if (key === 'body' && typeof value === 'object') return [key, plainBody(value as Body, convert, text)];
    const isValue = key === 'value' || (isDifference(observation) && key !== 'path');
    return [key, isValue ? convert(value) : typeof value === 'string' ? text(value) : value];
  });
  const plain = Object.fromEntries(entries) as unknown as T;
  plainObservations.add(plain);
  return plain;
}

/**
 * A message without secrets, that JSON can express, like the values of {@link plainObservation}.
 * Certificates in it are opened.
 */
export const plainMessage = (message: Fields, redact: (text: string) => string): object =>
  Object(
    plainValue(message, redact, { left: MAX_VALUE_LENGTH, certificates: { left: MAX_CERTIFICATE_BYTES } }),
  );

/** A value of a target in words of a finding. Never throws, unlike `JSON.stringify`. */
export const valueText = (value: unknown): string =>
  JSON.stringify(plainValue(value, (text) => text, { left: MAX_VALUE_LENGTH })) ?? 'nothing';

const plainBody = (
  { message, ...body }: Body,
  convert: (value: unknown) => unknown,
  redact: (text: string) => string,
): Body => ({
  ...(mapValues(body, (value) => (typeof value === 'string' ? redact(value) : value)) as unknown as Body),
  ...(message === undefined ? {} : { message: convert(message) }),
});

const mapValues = (map: object, convert: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, convert(value)]));

/** The characters that are left for a value, and the bytes for its certificates if they are opened. */
interface Budget {
  left: number;
  readonly certificates?: { left: number };
}

function plainValue(value: unknown, redact: (text: string) => string, budget: Budget, depth = 0): unknown {
  if (budget.left <= 0 || depth > MAX_DEPTH) return { $omitted: true } satisfies Omitted;
  const spend = (text: string): string => {
    const redacted = redact(text);
    const kept = redacted.length <= budget.left ? redacted : beginning(redacted, budget.left);
    budget.left -= redacted.length + 4;
    return kept;
  };
  if (typeof value === 'string') return spend(value);
  if (value instanceof Uint8Array) {
    const content = budget.certificates && openCertificate(value, budget.certificates);
    if (content !== undefined)
      return { $signed: value.length, content: plainValue(content, redact, budget, depth + 1) };
    const holds = kindOfCertificate(value);
    const bytes: ShownBytes = { $bytes: value.length, hex: spend(hexOf(value)) };
    return holds === undefined ? bytes : { ...bytes, holds };
  }
  if (value instanceof Instant) return { $time: spend(value.toString()) };
  if (value instanceof SigningKey || value instanceof PrivateKey) return { $key: true };
  if (value instanceof Id) return { $id: spend(value.hyphenated) };
  if (value instanceof Exchange)
    return { $answer: plainObservation({ value: answerOf(value) }, redact).value };
  if (typeof value === 'bigint') return { $integer: spend(String(value)) };
  if (Array.isArray(value)) return value.map((item) => plainValue(item, redact, budget, depth + 1));
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).map(([key, item]) => {
      const name = spend(key.startsWith('$') ? `$${key}` : key);
      return [name, plainValue(item, redact, budget, depth + 1)] as const;
    });
    return Object.fromEntries(fields);
  }
  budget.left -= 4;
  return value === undefined ? { $nothing: true } : value;
}

/**
 * An observation without what is new in each run: `$bytes`, `$id`, `$time`, `$address` and the like stand
 * for values, and of a body only what can be read is left. `plainObservation` made it.
 */
export function generalized<T extends Observation>(observation: T): T {
  if ('body' in observation && typeof observation.body === 'object')
    return { ...observation, body: generalBody(observation.body) };
  return Object.fromEntries(
    Object.entries(observation).map(([key, value]) => [
      key,
      key === 'text' || key === 'path' ? value : generalValue(value),
    ]),
  ) as unknown as T;
}

/** The size of a body depends on values that are new in each run. */
function generalBody({ encoding, text, message, hex }: Body): Omit<Body, 'bytes'> {
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(text === undefined ? {} : { text }),
    ...(message === undefined ? {} : { message: generalValue(message) }),
    ...(hex === undefined ? {} : { hex: '' }),
  };
}

function generalValue(value: unknown): unknown {
  if (typeof value === 'string') {
    if (value.endsWith('@example.com')) return '$address';
    return value.startsWith('$') ? `$${value}` : value;
  }
  if (Array.isArray(value)) return value.map(generalValue);
  if (value === null || typeof value !== 'object') return value;
  const [special] = Object.keys(value);
  if (special !== undefined && /^\$\w/.test(special)) return special;
  return mapValues(value, generalValue);
}

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

/** About how long a value is for a reader, in characters. */
export function lengthOf(value: unknown, depth = 0): number {
  if (value instanceof Uint8Array) return 10 + 2 * Math.min(value.length, 64);
  if (value instanceof Id || value instanceof Instant) return String(value).length;
  if (value === null || typeof value !== 'object')
    return (JSON.stringify(value, stringOf) ?? 'nothing').length;
  if (depth > MAX_DEPTH) return 1;
  const sizes = Object.entries(value).map(
    ([key, item]) => (Array.isArray(value) ? 2 : key.length + 4) + lengthOf(item, depth + 1),
  );
  return sizes.reduce((sum, size) => sum + size, 2);
}

const stringOf = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
