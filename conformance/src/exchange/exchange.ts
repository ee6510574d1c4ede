import { unpack } from '../wire/index.ts';

/** A header list as it travels: order, case and repetition kept. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** What was sent, byte for byte. */
export interface SentRequest {
  readonly method: string;
  /** The request target, never normalised. */
  readonly target: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** What came back. */
export interface ReceivedResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** One request and what came of it: a response, or the reason why none came. */
export class Exchange {
  readonly request: SentRequest;
  readonly response: ReceivedResponse | undefined;
  /** Why there is no response: an error code of the socket, or 'timeout'. */
  readonly error: string | undefined;
  readonly durationMs: number;
  /** What this exchange is in its check: 'valid', 'broken', or the check's own word. */
  label: string | undefined;

  constructor(request: SentRequest, outcome: ReceivedResponse | string, durationMs: number, label?: string) {
    this.request = request;
    this.response = typeof outcome === 'string' ? undefined : outcome;
    this.error = typeof outcome === 'string' ? outcome : undefined;
    this.durationMs = durationMs;
    this.label = label;
  }

  /** Bytes of both bodies. */
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
    const wanted = name.toLowerCase();
    return (this.response?.headers ?? [])
      .filter(([key]) => key.toLowerCase() === wanted)
      .map(([, value]) => value);
  }

  /** The response's body. */
  get body(): Uint8Array {
    return this.response?.body ?? new Uint8Array();
  }

  /** The response's body as text. */
  get text(): string {
    return Buffer.from(this.body).toString('utf8');
  }

  /** The response's body read as msgpack, or undefined if it is none. */
  get message(): unknown {
    try {
      return unpack(this.body);
    } catch {
      return undefined;
    }
  }

  /** `status` of the msgpack reply, or undefined if there is none. */
  get replyStatus(): string | undefined {
    if (this.status !== 200) return undefined;
    const message = this.message;
    const status =
      message !== null && typeof message === 'object' && 'status' in message ? message.status : undefined;
    return typeof status === 'string' ? status : undefined;
  }
}
