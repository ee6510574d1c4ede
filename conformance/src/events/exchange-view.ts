import type { Exchange, HeaderList, ReceivedResponse, SentRequest } from '../exchange/index.ts';
import { describeBody } from './describe-body.ts';
import { printable } from '../terminal/index.ts';

/** Bytes of a body as reports show them. */
export interface BodyView {
  readonly bytes: number;
  /** Lower-case hex, cut after the view's limit. Secrets appear as `[name]`. */
  readonly hex: string;
  /** The body read as msgpack, JSON or text. */
  readonly decoded?: string;
}

/** One exchange as reports show it: decoded, secrets hidden. */
export interface ExchangeView {
  readonly label?: string;
  readonly request: {
    readonly method: string;
    readonly target: string;
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
  /** The error of the first attempt, on a kept connection, if the request was sent twice. */
  readonly firstError?: string;
  readonly durationMs: number;
}

/** Options for redacting and truncating views. */
export interface ViewOptions {
  /** Hides secrets. */
  readonly redact: (text: string) => string;
  /** Bytes of a body shown in hex. */
  readonly limit: number;
}

/** Makes the view of an exchange. Every text in it is redacted and printable. */
export function viewExchange(exchange: Exchange, options: ViewOptions): ExchangeView {
  const redact = (text: string) => printable(options.redact(text));
  const headers = (list: HeaderList): HeaderList =>
    list.map(([name, value]) => [redact(name).slice(0, 512), redact(value).slice(0, 512)]);
  const { request, response, error, firstError, label } = exchange;
  const sent = viewBody(request, options);
  const received = response === undefined ? undefined : viewBody(response, options);
  return {
    ...(label === undefined ? {} : { label }),
    request: {
      method: request.method,
      target: redact(request.target).slice(0, 1024),
      headers: headers(request.headers),
      ...(sent === undefined ? {} : { body: sent }),
    },
    ...(response === undefined
      ? {}
      : {
          response: {
            status: response.status,
            ...(exchange.replyStatus === undefined
              ? {}
              : { reply: redact(exchange.replyStatus).slice(0, longestStatus) }),
            headers: headers(response.headers),
            ...(received === undefined ? {} : { body: received }),
          },
        }),
    ...(error === undefined ? {} : { error }),
    ...(firstError === undefined ? {} : { firstError }),
    durationMs: round(exchange.durationMs),
  };
}

/** Character limit of a server's status. */
const longestStatus = 200;

function viewBody(
  { body, headers, length = body.length }: SentRequest | ReceivedResponse,
  { redact, limit }: ViewOptions,
): BodyView | undefined {
  if (body.length === 0) return undefined;
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const decoded = length > body.length ? undefined : describeBody(body, type, limit * 8);
  // Redacted before it is cut, because half a secret would not be recognized. The text form comes
  // first: secrets are not registered in the hex form of a text.
  const text = redact(Buffer.from(body.subarray(0, limit + 512)).toString('latin1'));
  const hex = redact(Buffer.from(text, 'latin1').toString('hex')).slice(0, limit * 2);
  return {
    bytes: length,
    hex,
    ...(decoded === undefined ? {} : { decoded: printable(redact(decoded)).slice(0, limit * 4) }),
  };
}

const round = (ms: number): number => Math.round(ms * 100) / 100;
