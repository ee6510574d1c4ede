import { plainMessage } from '../judge/observation.ts';
import { openCertificate } from '../people/certificates.ts';
import { PrivateKey, SigningKey } from '../people/keys.ts';
import { decode, decodeMap } from '../wire/decode.ts';
import { eventOf } from '../wire/event-frames.ts';
import type { Exchange, HeaderList, ReceivedResponse, SentRequest } from '../wire/exchange.ts';
import { headerOf } from '../wire/headers.ts';
import { printable } from '../wire/terminal-text.ts';
import { type Fields, Id, Instant } from '../wire/values.ts';

/** An exchange as reports show it: decoded, with hidden secrets. */
export interface ExchangeView {
  readonly label?: string;
  /** When the request was sent (ISO 8601, UTC). */
  readonly at: string;
  /**
   * Scheme, host and port of the server to which the suite sent the request. Absent if the suite
   * received the request.
   */
  readonly server?: string;
  /**
   * The request held the administration token, replaced by `[administration token]`. The
   * same text in another request is what its sender wrote.
   */
  readonly hasAdministrationToken?: true;
  readonly request: {
    readonly method: string;
    readonly target: string;
    /** `cmd` of the msgpack request. */
    readonly command?: string;
    readonly headers: HeaderList;
    readonly body?: BodyView;
  };
  readonly response?: {
    readonly status: number;
    /** `status` of the msgpack reply. */
    readonly reply?: string;
    readonly headers: HeaderList;
    readonly body?: BodyView;
  };
  /** Why there is no response. */
  readonly error?: string;
  /** The error of the first attempt, if the request was sent twice. */
  readonly firstError?: string;
  readonly durationMs: number;
}

/** A body as reports show it. */
export interface BodyView {
  /** Size of the body, in bytes. */
  readonly bytes: number;
  /** Lower-case hex, cut after `ViewOptions.limit` bytes. Secrets appear as `[name]`. */
  readonly hex: string;
  /** The body read as msgpack, JSON or text. */
  readonly decoded?: string;
  /** The map of msgpack or JSON in a request, as `plainMessage` makes it. */
  readonly value?: object;
}

/** Options for redacting and truncating views. */
export interface ViewOptions {
  /** Hides secrets. */
  readonly redact: (text: string) => string;
  /** Number of bytes of a body that are shown in hex. */
  readonly limit: number;
}

/** Makes the view of an exchange. Every text in it is redacted and printable. */
export function viewExchange(exchange: Exchange, options: ViewOptions): ExchangeView {
  const redact = (text: string) => printable(options.redact(text));
  const headers = (list: HeaderList): HeaderList =>
    list.map(([name, value]) => [redact(name).slice(0, 512), redact(value).slice(0, 512)]);
  const { request, response, error, firstError, label, origin } = exchange;
  const received = response === undefined ? undefined : viewBody(response, options);
  return {
    ...(label === undefined ? {} : { label }),
    at: exchange.at.toISOString(),
    ...(origin === undefined ? {} : { server: origin.address }),
    ...(origin !== undefined && hasToken(request, options) ? { hasAdministrationToken: true } : {}),
    request: {
      method: redact(request.method).slice(0, 512),
      target: redact(request.target).slice(0, 1024),
      headers: headers(request.headers),
      ...viewMessage(request, options),
    },
    ...(response === undefined
      ? {}
      : {
          response: {
            status: response.status,
            ...(exchange.replyStatus === undefined
              ? {}
              : { reply: redact(exchange.replyStatus).slice(0, MAX_STATUS_LENGTH) }),
            headers: headers(response.headers),
            ...(received === undefined ? {} : { body: received }),
          },
        }),
    ...(error === undefined ? {} : { error: redact(error) }),
    ...(firstError === undefined ? {} : { firstError: redact(firstError) }),
    durationMs: round(exchange.durationMs),
  };
}

/** A request by its command, if it has one, its method and its target. */
export function requestName(request: ExchangeView['request']): string {
  const command = commandOf(request);
  const line = `${request.method} ${request.target}`;
  return command === undefined ? line : `${command} (${line})`;
}

/** The command in a request. */
export function commandOf({ target, command }: ExchangeView['request']): string | undefined {
  return target.endsWith('/events') ? 'events_listen' : command;
}

/** Byte limit for all decompressed certificates of one body. */
const MAX_DECOMPRESSED_BYTES = 1 << 16;

/** Deepest level of a value that is described. */
const MAX_DEPTH = 12;

/** The decompressed bytes that are left for the certificates of a body. */
interface Budget {
  left: number;
}

/**
 * A readable form of a body. Msgpack is shown field by field, with opened certificates, also in the
 * data of events. JSON and text are unchanged. Undefined for binary data and for more than `limit` bytes.
 */
function describeBody(body: Uint8Array, contentType: string, limit: number): string | undefined {
  if (body.length > limit) return undefined;
  if (contentType.startsWith('application/msgpack')) {
    const value = tryUnpack(body);
    if (value !== undefined) return describe(value.value, 0, { left: MAX_DECOMPRESSED_BYTES });
  }
  const text = Buffer.from(body).toString('utf8');
  if (/\ufffd|(?!\s)\p{Cc}/u.test(text)) return undefined;
  return contentType.startsWith('text/event-stream') ? describeEvents(text) : text;
}

/** A value on several lines, with two blanks of indentation per level. */
function describe(value: unknown, depth: number, budget: Budget): string {
  const inner = '  '.repeat(depth + 1);
  const outer = '  '.repeat(depth);
  if (value instanceof Uint8Array) return describeBytes(value, depth, budget);
  if (value instanceof Instant) return `${value}`;
  if (value instanceof SigningKey || value instanceof PrivateKey) return '[private key]';
  if (value instanceof Id) return value.hyphenated;
  if (typeof value === 'bigint') return `${value}`;
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object'))
      return `[${value.map((item) => describe(item, depth, budget)).join(', ')}]`;
    return `[\n${value.map((item) => `${inner}${describe(item, depth + 1, budget)}\n`).join('')}${outer}]`;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    return `{\n${entries.map(([key, item]) => `${inner}${key}: ${describe(item, depth + 1, budget)}\n`).join('')}${outer}}`;
  }
  return JSON.stringify(value) ?? 'undefined';
}

function describeBytes(bytes: Uint8Array, depth: number, budget: Budget): string {
  const certificate = openCertificate(bytes, budget);
  if (certificate !== undefined)
    return `signed, ${bytes.length} bytes: ${describe(certificate, depth, budget)}`;
  const hex = Buffer.from(bytes.subarray(0, 64)).toString('hex');
  return bytes.length === 0 ? 'no bytes' : `${bytes.length} bytes ${hex}${bytes.length > 64 ? '…' : ''}`;
}

/** The decoded events in the text of an event stream. Other lines are unchanged. */
const describeEvents = (text: string): string => {
  const budget = { left: MAX_DECOMPRESSED_BYTES };
  return text.replace(/^data: ?([\w+/=]+)\r?$/gm, (line, data: string) => {
    const event = eventOf(data);
    return event === undefined ? line : `data: ${describe(event, 0, budget)}`;
  });
};

function tryUnpack(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: decode(body) };
  } catch {
    return undefined;
  }
}

/** The name of the administration token in redacted texts. */
export const TOKEN_NAME = '[administration token]';

function hasToken({ target, headers }: SentRequest, { redact }: ViewOptions): boolean {
  const texts = [target, ...headers.map(([, value]) => value)];
  return (
    texts.some((text) => redact(text).includes(TOKEN_NAME)) &&
    !texts.some((text) => text.includes(TOKEN_NAME))
  );
}

/** Longest `status` of a reply, and `cmd` of a request, that is shown, in characters. */
const MAX_STATUS_LENGTH = 200;

/** The body of a request, and its command. */
function viewMessage(
  request: SentRequest,
  options: ViewOptions,
): Pick<ExchangeView['request'], 'command' | 'body'> {
  const body = viewBody(request, options);
  const message = body?.decoded === undefined ? undefined : messageIn(request);
  if (body === undefined || message === undefined) return body === undefined ? {} : { body };
  const { cmd } = message;
  const command =
    typeof cmd === 'string' ? printable(options.redact(cmd)).slice(0, MAX_STATUS_LENGTH) : undefined;
  return {
    ...(command === undefined ? {} : { command }),
    body: { ...body, value: plainMessage(message, options.redact) },
  };
}

/** The map in a body. */
function messageIn({ body, headers }: SentRequest): Fields | undefined {
  const type = headerOf(headers, 'content-type') ?? '';
  if (type.startsWith('application/msgpack')) return decodeMap(body);
  try {
    const value = JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
    return value instanceof Object && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function viewBody(
  { body, headers, length = body.length }: SentRequest | ReceivedResponse,
  { redact, limit }: ViewOptions,
): BodyView | undefined {
  if (body.length === 0) return undefined;
  const type = headerOf(headers, 'content-type') ?? '';
  const decoded = length > body.length ? undefined : describeBody(body, type, limit * 8);
  // A body is redacted before it is cut, because half a secret would not be recognized. It is
  // redacted as text first, because the hex form of a textual secret is not registered.
  const text = redact(Buffer.from(body.subarray(0, limit + 512)).toString('latin1'));
  const hex = redact(Buffer.from(text, 'latin1').toString('hex')).slice(0, limit * 2);
  return {
    bytes: length,
    hex,
    ...(decoded === undefined ? {} : { decoded: printable(redact(decoded)).slice(0, limit * 4) }),
  };
}

const round = (ms: number): number => Math.round(ms * 100) / 100;
