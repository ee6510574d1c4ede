import { CodedError } from '@parsec-spec/spec/errors';
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../schemas/exchange.schema.json' with { type: 'json' };
import { asBuffer, Exchange, type HeaderList } from './exchange.ts';
import { parseJson } from './parse-json.ts';

/** One message of a recorded exchange, except its first line. */
interface RecordedMessage {
  readonly headers: HeaderList;
  /** In base64. */
  readonly body: string;
}

/**
 * An exchange as JSON (`conformance/schemas/exchange.schema.json`). Nothing in it is redacted, so it
 * may hold secrets.
 */
export interface RecordedExchange {
  readonly format: 1;
  /** When the request was sent (ISO 8601, UTC). */
  readonly at: string;
  readonly request: RecordedMessage & { readonly method: string; readonly target: string };
  readonly response: (RecordedMessage & { readonly status: number }) | null;
  /** Why no response came; null beside a response. */
  readonly error: string | null;
  readonly durationMs: number;
  /** Length of a body in bytes, if `body` holds only its beginning. */
  readonly cut?: { readonly request?: number; readonly response?: number };
}

/** Maximum length of the JSON of one exchange, in characters. */
export const MAX_RECORDED_LENGTH = 64 << 20;

/**
 * Converts an exchange to its recorded form.
 *
 * @param at - when the request was sent
 */
export function recordExchange(exchange: Exchange, at: Date): RecordedExchange {
  const { request, response, error, durationMs } = exchange;
  const { method, target, headers, body } = request;
  const cut = {
    ...(request.length === undefined ? {} : { request: request.length }),
    ...(response?.length === undefined ? {} : { response: response.length }),
  };
  return {
    format: 1,
    at: at.toISOString(),
    request: { method, target, headers, body: toBase64(body) },
    response:
      response === undefined
        ? null
        : { status: response.status, headers: response.headers, body: toBase64(response.body) },
    error: error ?? null,
    durationMs: Math.round(durationMs * 100) / 100,
    ...(Object.keys(cut).length === 0 ? {} : { cut }),
  };
}

/** A text that is not a recorded exchange. The message names the field that is wrong. */
export class RecordedExchangeError extends CodedError<'recorded-exchange'> {
  constructor(message: string) {
    super('recorded-exchange', message);
  }
}

let ajv: Ajv2020 | undefined;

function requireRecordedExchange(value: unknown): asserts value is RecordedExchange {
  ajv ??= new Ajv2020({ allowUnionTypes: true });
  // Compiled when it is first needed. ajv keeps what it compiled.
  const validate = ajv.compile<RecordedExchange>(schema);
  if (!validate(value))
    throw new RecordedExchangeError(ajv.errorsText(validate.errors, { dataVar: 'exchange' }));
}

/**
 * Reads a recorded exchange.
 *
 * @param json - the JSON of one `RecordedExchange`
 * @returns the exchange, and when its request was sent
 * @throws RecordedExchangeError if the text is too long or breaks the schema
 */
export function readRecordedExchange(json: string): { readonly exchange: Exchange; readonly at: Date } {
  if (json.length > MAX_RECORDED_LENGTH)
    throw new RecordedExchangeError(`more than ${MAX_RECORDED_LENGTH} characters`);
  const recorded = parse(json);
  requireRecordedExchange(recorded);
  const at = new Date(recorded.at);
  if (Number.isNaN(at.getTime())) throw new RecordedExchangeError('exchange/at is not a date and time');
  const { request, response, error, durationMs, cut = {} } = recorded;
  if ((response === null) === (error === null))
    throw new RecordedExchangeError('exchange must have either a response or an error');
  const requestView = { ...request, ...bodyOf(request, cut.request) };
  const outcome = response === null ? (error ?? '') : { ...response, ...bodyOf(response, cut.response) };
  return { exchange: new Exchange(requestView, outcome, durationMs), at };
}

function parse(json: string): unknown {
  try {
    return parseJson(json);
  } catch (error) {
    throw new RecordedExchangeError(error instanceof Error ? error.message : String(error));
  }
}

const toBase64 = (body: Uint8Array): string => asBuffer(body).toString('base64');

const bodyOf = ({ body }: RecordedMessage, length: number | undefined) => ({
  body: Buffer.from(body, 'base64'),
  ...(length === undefined ? {} : { length }),
});
