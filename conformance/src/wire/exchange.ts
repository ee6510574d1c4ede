import { decode } from './decode.ts';
import { OversizedReply } from './oversized-reply.ts';

/** Headers in the order, letter case and number in which they are on the wire. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Number of bytes of a body that reports keep. */
export const SHOWN_BYTES = 1 << 16;

/** A request as sent. */
export interface SentRequest {
  readonly method: string;
  /** The request target, not normalised. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** Length of the body in bytes, if `body` holds only its beginning. */
  readonly length?: number;
  /** All bytes as written, head included, if they are more than method, target, headers and body. */
  readonly raw?: Uint8Array;
}

/** Where a request was sent. */
export interface Origin {
  /** Scheme, host and port of the server, without a slash at the end. */
  readonly address: string;
  /** Which request of its check it was, from 1, in the order in which they were sent. */
  readonly number: number;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  /** Length of the body in bytes, if `body` holds only its beginning. */
  readonly length?: number;
}

/** One request and its outcome: a response, or the reason why there is none. */
export class Exchange {
  readonly request: SentRequest;
  readonly response: ReceivedResponse | undefined;
  /**
   * Why there is no response: an error code of the socket, 'timeout', 'closed', or a sentence about
   * an oversized reply.
   */
  readonly error: string | undefined;
  /** Whether the reply was longer than the limit. */
  isOversized: boolean;
  /** The error of the first attempt, if the request was sent twice. */
  firstError: string | undefined;
  readonly durationMs: number;
  /** When the request was sent, by the clock of this machine. */
  readonly at: Date;
  /** Undefined if the request was not sent by a check to a server. */
  origin: Origin | undefined;
  /** When the exchange began, in ms of `performance.now()`, if it lasted longer than its check allows. */
  overdueSince: number | undefined;
  #label: string | undefined;
  #shown: Exchange | undefined;

  constructor(
    request: SentRequest,
    outcome: ReceivedResponse | OversizedReply | string,
    durationMs: number,
    label?: string,
    at = new Date(Date.now() - durationMs),
  ) {
    this.request = request;
    this.isOversized = outcome instanceof OversizedReply;
    const error = outcome instanceof OversizedReply ? outcome.message : outcome;
    this.response = typeof error === 'string' ? undefined : error;
    this.error = typeof error === 'string' ? error : undefined;
    this.durationMs = durationMs;
    this.at = at;
    this.#label = label;
  }

  /** The role of this exchange in its check: 'valid', 'broken', or a label of the check. */
  get label(): string | undefined {
    return this.#label;
  }

  set label(label: string | undefined) {
    this.#label = label;
    if (this.#shown !== undefined) this.#shown.label = label;
  }

  /** A copy for reports that holds only the beginning of long bodies. */
  get shown(): Exchange {
    if (this.#shown !== undefined) return this.#shown;
    const { request, response } = this;
    const isShort = [request, response].every((one) => (one?.body.length ?? 0) <= SHOWN_BYTES);
    if (isShort) return this;
    const redacted = new Exchange(
      beginning(request),
      response === undefined ? (this.error ?? '') : beginning(response),
      this.durationMs,
      this.label,
      this.at,
    );
    redacted.origin = this.origin;
    redacted.firstError = this.firstError;
    redacted.isOversized = this.isOversized;
    this.#shown = redacted;
    return redacted;
  }

  /** Total length of both bodies in bytes. */
  get bytes(): number {
    return this.request.body.length + this.body.length;
  }

  /** HTTP status, or 0 if no response came. */
  get status(): number {
    return this.response?.status ?? 0;
  }

  /** First value of a response header, or undefined. */
  header(name: string): string | undefined {
    return this.headers(name)[0];
  }

  /** Every value of a response header. */
  headers(name: string): readonly string[] {
    const lowerCase = name.toLowerCase();
    return (this.response?.headers ?? [])
      .filter(([key]) => key.toLowerCase() === lowerCase)
      .map(([, value]) => value);
  }

  /** The response's body. */
  get body(): Uint8Array {
    return this.response?.body ?? new Uint8Array();
  }

  /** The response's body as text. */
  get text(): string {
    return asBuffer(this.body).toString('utf8');
  }

  /** The response's body decoded as msgpack, or undefined if it is not msgpack. */
  get message(): unknown {
    try {
      return decode(this.body);
    } catch {
      return undefined;
    }
  }

  /** `status` of a msgpack reply with HTTP 200, or undefined. */
  get replyStatus(): string | undefined {
    if (this.status !== 200) return undefined;
    const message = this.message;
    const status =
      message !== null && typeof message === 'object' && 'status' in message ? message.status : undefined;
    return typeof status === 'string' ? status : undefined;
  }
}

/** The error of an exchange whose connection was reset before its answer was whole. */
export const CUT_OFF = 'the connection was reset before the answer was whole';

/** Whether the error of an exchange says that the server sent something else than an answer. */
export const isMalformed = (error = ''): boolean =>
  /^HPE_|interim responses$/.test(error) || error === CUT_OFF;

/** Formats why there is no response. */
export const unansweredText = (error = 'unknown'): string =>
  `${isMalformed(error) ? 'no valid answer' : 'no answer'} (${error})`;

/** A Buffer over the same memory. */
export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** A copy of a message with the beginning of its body. */
function beginning<Message extends SentRequest | ReceivedResponse>(message: Message): Message {
  const { body } = message;
  // Copies, because a view would keep the whole body in memory.
  return {
    ...message,
    raw: undefined,
    body: Uint8Array.from(body.subarray(0, SHOWN_BYTES)),
    length: body.length,
  };
}
