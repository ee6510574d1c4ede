import {
  readDocument,
  signContent,
  splitSigned,
  verifySigned,
  writeDocument,
} from '@parsec-spec/spec/certificates';
import {
  bytesOfBase64,
  bytesOfHex,
  bytesOfText,
  DateTime,
  type Encodable,
  encode,
  equalBytes,
  hexOf,
} from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { CodedError } from '@parsec-spec/spec/errors';
import { fromNotation, type Notation, toNotation } from '@parsec-spec/spec/notation';
import { NotationError, readNotation } from './notation-text.ts';
import { type Call, storedBody, unpacked } from './scene.ts';
import { deviceToken, type KeyNames, type Sender } from './senders.ts';

/** A request as a person edits it. */
export interface Draft {
  /** The request line and the headers. */
  readonly head: string;
  /** Notation for msgpack, and the text for JSON. */
  readonly body: string;
  /** The name of the sender who signs the token; empty if the head has one, or none is needed. */
  readonly sender: string;
  /** The server's clock (RFC 3339). */
  readonly clock: string;
}

const isJson = (head: string): boolean => /^[A-Z]+ \/administration/.test(head);

/** A request as text. Certificates are shown as their content and the name of the key that signs. */
export function draftOf(call: Call, keys: KeyNames, senders: readonly Sender[]): Draft {
  const at = DateTime.of(BigInt(call.at));
  const token = call.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  const sender = senders.find((one) => token === `Bearer ${deviceToken(one, at)}`)?.name ?? '';
  const headers = call.headers.filter(
    ([name]) =>
      !/^(host|user-agent|content-length)$/i.test(name) && !(sender !== '' && /^authorization$/i.test(name)),
  );
  const head = [`${call.method} ${call.target}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join(
    '\n',
  );
  return { head, body: bodyText(call, head, keys), sender, clock: at.toString() };
}

function bodyText({ body }: Call, head: string, keys: KeyNames): string {
  const bytes = bytesOfBase64(body);
  if (bytes.length === 0) return '';
  if (isJson(head)) return new TextDecoder().decode(bytes);
  return pretty(faithful(bytes, keys) ?? { $raw: hexOf(bytes) });
}

/** The notation of a body whose bytes can be made from it again. */
function faithful(bytes: Uint8Array, keys: KeyNames): Notation | undefined {
  try {
    const notation = toNotation(unpacked(bytes)?.value);
    return equalBytes(encode(fromNotation(notation)), bytes) ? withOpened(notation, keys) : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces the bytes of certificates by `{ "$signed": { "by": NAME, "content": … } }`. */
export function withOpened(value: Notation, keys: KeyNames): Notation {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Notation) => withOpened(item, keys));
  const { $bin } = value as { $bin?: Notation };
  if (typeof $bin === 'string') return opened(bytesOfHex($bin), keys) ?? value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withOpened(item, keys)]));
}

function opened(bytes: Uint8Array, keys: KeyNames): Notation | undefined {
  const read = readDocument(splitSigned(bytes)?.message ?? new Uint8Array());
  if (!read.ok) return undefined;
  const [, signer] = [...keys].find(([key]) => verifySigned(syncCrypto, bytesOfHex(key), bytes)) ?? [];
  try {
    return { $signed: { by: signer?.name ?? 'unknown', content: toNotation(read.document) } };
  } catch {
    return undefined;
  }
}

/** Notation on several lines. Small maps and lists stay on one. */
export function pretty(value: Notation, indent = ''): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || flat.length <= 60) return flat.replaceAll('":', '": ');
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item: Notation) => pretty(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pretty(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** A part of a draft cannot be sent. */
export class DraftError extends CodedError<'draft'> {
  readonly part: keyof Draft;
  readonly start: number;
  readonly end: number;

  constructor(part: keyof Draft, message: string, start: number, end: number) {
    super('draft', message);
    this.part = part;
    this.start = start;
    this.end = end;
  }
}

/**
 * The request that a draft describes.
 *
 * @param original the request that the draft was made of, whose unchanged certificates are kept
 * @throws DraftError
 */
export function callOf(draft: Draft, original: Call, keys: KeyNames, senders: readonly Sender[]): Call {
  const now = DateTime.parse(draft.clock.trim());
  if (now === undefined)
    throw new DraftError('clock', 'a time is written 2025-01-01T00:00:00Z', 0, draft.clock.length);
  const [line = '', ...lines] = draft.head.trimEnd().split('\n');
  const [, method = '', target = ''] = /^([A-Z]+) (\/\S*)$/.exec(line) ?? [];
  if (method === '') throw new DraftError('head', 'the first line is METHOD /TARGET', 0, line.length);
  let at = line.length + 1;
  const headers = lines.map((text): [string, string] => {
    const [, name = '', value = ''] = /^([\w-]+):[ \t]*(.*?)[ \t]*$/.exec(text) ?? [];
    if (name === '') throw new DraftError('head', 'a header is written Name: value', at, at + text.length);
    at += text.length + 1;
    return [name, value];
  });
  const sender = senders.find(({ name }) => name === draft.sender);
  // The sender's clock stays at the time of the recording.
  const sent = DateTime.of(BigInt(original.at));
  if (sender !== undefined) headers.push(['Authorization', `Bearer ${deviceToken(sender, sent)}`]);
  const body = bodyOf(draft, original, keys);
  return {
    at: String(now.micros),
    method,
    target,
    headers: [['Host', '127.0.0.1:6777'], ...headers],
    body: storedBody(body),
  };
}

function bodyOf({ head, body }: Draft, original: Call, keys: KeyNames): Uint8Array {
  if (body.trim() === '') return new Uint8Array();
  if (isJson(head)) return bytesOfText(body);
  const unchanged = signedBytes(original, keys);
  try {
    const notation = readNotation(body, (word, content) => {
      if (word === '$signed')
        return { $bin: unchanged.get(JSON.stringify(content)) ?? hexOf(signed(content, keys)) };
      return word === '$raw' ? { $raw: content } : undefined;
    });
    const { $raw } = Object(notation) as { $raw?: unknown };
    return typeof $raw === 'string' && /^([0-9a-f]{2})*$/.test($raw)
      ? bytesOfHex($raw)
      : encode(fromNotation(notation));
  } catch (error) {
    const place = error instanceof NotationError ? error : { start: 0, end: body.length };
    throw new DraftError('body', (error as Error).message, place.start, place.end);
  }
}

function signed(content: Notation, keys: KeyNames): Uint8Array {
  const { by, content: document } = Object(content) as { by?: string; content?: Notation };
  const key = [...keys.values()].find(({ name }) => name === by);
  if (document === undefined || by === undefined) throw new Error('$signed contains `by` and `content`');
  if (key === undefined)
    throw new Error(
      `no key is called ${JSON.stringify(by)}: use ${[...keys.values()].map(({ name }) => name).join(', ')}`,
    );
  return signContent(syncCrypto, key.seed, writeDocument(fromNotation(document) as Encodable));
}

/** The certificates of a request as they were sent, by their notation. */
function signedBytes({ body }: Call, keys: KeyNames): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const collect = (value: unknown): void => {
    if (value instanceof Uint8Array) {
      const { $signed } = Object(opened(value, keys)) as { $signed?: Notation };
      if ($signed !== undefined) found.set(JSON.stringify($signed), hexOf(value));
    } else if (typeof value === 'object' && value !== null)
      for (const item of Object.values(value)) collect(item);
  };
  collect(unpacked(bytesOfBase64(body))?.value);
  return found;
}
