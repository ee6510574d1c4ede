import { type ReadCertificate, readCertificate } from '../people/certificates.ts';
import { Exchange } from '../wire/exchange.ts';
import { parseJson } from '../wire/parse-json.ts';
import { type Fields, Id, Instant } from '../wire/values.ts';
import { differences, hasFields, isEqual } from './equal.ts';
import { Failure } from './failure.ts';
import { type Answer, answerOf, bodyOf, type Difference, type Fact, lengthOf } from './observation.ts';

/**
 * The expected answer to a request. A number is an HTTP status, a text is the `status` of a reply
 * with HTTP 200, and a list means one of its items.
 */
export type Expected = number | string | readonly (number | string)[];

/**
 * Assertions of a check. Each throws {@link Failure} if it does not hold, which ends the check. The
 * parameter `what` names the subject in the message.
 */
export class Expectations {
  /** Asserts that an exchange has the expected answer. */
  answer(exchange: Exchange, expected: Expected, what = ''): Exchange {
    if (matchesExpected(exchange, expected)) return exchange;
    throw new Failure({
      what: what === '' ? `${exchange.request.method} ${exchange.request.target}` : what,
      expected: answersOf(expected),
      observed: [answerOf(exchange)],
      exchange,
    });
  }

  /** Asserts that an exchange has a msgpack reply with this status. Returns its fields. */
  reply(exchange: Exchange, status = 'ok', what = ''): Fields {
    this.answer(exchange, status, what);
    return exchange.message as Fields;
  }

  /** Asserts that an answer has this HTTP status and a JSON object. Returns the object. */
  json(exchange: Exchange, status = 200, what = ''): Fields {
    this.answer(exchange, status, what);
    let value: unknown;
    let excess = '';
    try {
      value = parseJson(exchange.text);
    } catch (error) {
      if (error instanceof RangeError) excess = `JSON with ${error.message}`;
    }
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Fields;
    const about = what === '' ? exchange.request.target : what;
    throw new Failure({
      message: `${about}: the body is not a JSON object`,
      expected: [{ body: 'JSON object' }],
      observed: [excess === '' ? { body: bodyOf(exchange) } : { text: excess }],
      exchange,
    });
  }

  /** Asserts that an answer has this header, with this value if one is given. Returns its value. */
  header(exchange: Exchange, name: string, value?: string | RegExp): string {
    const observed = exchange.header(name);
    const holds =
      observed !== undefined &&
      (value === undefined || (typeof value === 'string' ? observed === value : value.test(observed)));
    if (holds) return observed;
    throw new Failure({
      expected: [value === undefined ? { header: name } : { header: name, is: String(value) }],
      observed: [observed === undefined ? { header: name } : { header: name, is: observed }],
      exchange,
    });
  }

  /** Asserts that two values are equal. Bytes, identifiers and times are compared by value. */
  equal(observed: unknown, expected: unknown, what: string, exchange?: Exchange): void {
    if (!isEqual(observed, expected)) throw difference(observed, expected, what, exchange);
  }

  /** Asserts that a map has all expected fields. Further fields are ignored. */
  hasFields(observed: unknown, expected: unknown, what: string, exchange?: Exchange): void {
    if (!hasFields(observed, expected)) throw difference(observed, expected, what, exchange, true);
  }

  /** Asserts a condition. `expected` describes it, and `observed` is the value that is shown. */
  that(condition: boolean, expected: string, observed: unknown, exchange?: Exchange): void {
    ensure(condition, expected, observed, exchange);
  }

  /** Asserts that a field is a list. Returns it. */
  list(fields: Fields, name: string, exchange?: Exchange): readonly unknown[] {
    const value = fields[name];
    ensure(Array.isArray(value), `${name}: a list`, value, exchange);
    return value;
  }

  /** Asserts that a field is a map. Returns it. */
  map(fields: Fields, name: string, exchange?: Exchange): Fields {
    const value = fields[name];
    const holds =
      value !== null &&
      typeof value === 'object' &&
      !Array.isArray(value) &&
      !(value instanceof Uint8Array) &&
      !(value instanceof Id) &&
      !(value instanceof Instant);
    ensure(holds, `${name}: a map`, value, exchange);
    return value as Fields;
  }

  /** Asserts that a field is bytes. Returns them. */
  bytes(fields: Fields, name: string, exchange?: Exchange): Uint8Array {
    const value = fields[name];
    ensure(value instanceof Uint8Array, `${name}: bytes (msgpack bin)`, value, exchange);
    return value;
  }

  /** Asserts that a field is text. Returns it. */
  text(fields: Fields, name: string, exchange?: Exchange): string {
    const value = fields[name];
    ensure(typeof value === 'string', `${name}: text`, value, exchange);
    return value;
  }

  /** Asserts that a field is a whole number. Returns it. */
  integer(fields: Fields, name: string, exchange?: Exchange): number {
    const value = fields[name];
    ensure(typeof value === 'number' && Number.isInteger(value), `${name}: a whole number`, value, exchange);
    return value;
  }

  /** Asserts that a field is a time (ext type 1). Returns it. */
  instant(fields: Fields, name: string, exchange?: Exchange): Instant {
    const value = fields[name];
    ensure(value instanceof Instant, `${name}: a time (msgpack ext type 1)`, value, exchange);
    return value;
  }

  /** Asserts that bytes are a certificate signed with this key. Returns its content. */
  certificate(
    signed: unknown,
    verifyKey: Uint8Array,
    what: string,
    exchange?: Exchange,
  ): ReadCertificate['content'] {
    ensure(signed instanceof Uint8Array, `${what}: bytes`, signed, exchange);
    let read: ReadCertificate;
    try {
      read = readCertificate(signed, verifyKey);
    } catch (error) {
      throw new Failure({
        message: `${what}: not a certificate (${error instanceof Error ? error.message : error})`,
        expected: [{ text: 'a certificate' }],
        observed: [{ value: signed }],
        exchange,
      });
    }
    ensure(
      read.verified,
      `${what}: signed by the expected key`,
      'a signature that does not verify',
      exchange,
    );
    return read.content;
  }
}

const list = (expected: Expected): readonly (number | string)[] =>
  typeof expected === 'object' ? expected : [expected];

/** The expected answers as values. */
const answersOf = (expected: Expected): readonly Answer[] =>
  list(expected).map((item) => (typeof item === 'number' ? { http: item } : { status: item }));

/** Whether an exchange matches the expected answer. */
export const matchesExpected = (exchange: Exchange, expected: Expected): boolean =>
  list(expected).some((item) =>
    typeof item === 'number' ? exchange.status === item : exchange.replyStatus === item,
  );

function ensure(
  condition: boolean,
  expected: string,
  observed: unknown,
  exchange?: Exchange,
): asserts condition {
  if (condition) return;
  const fact: Fact = observed instanceof Exchange ? answerOf(observed) : { value: observed };
  throw new Failure({ expected: [{ text: expected }], observed: [fact], exchange });
}

/** Length up to which values are shown whole, in characters. */
const MAX_WHOLE = 120;

/** Differences of two long values that are shown. */
const MAX_DIFFERENCES = 4;

/** The failure for two values that differ. Of long maps and lists it has only what differs. */
function difference(
  observed: unknown,
  expected: unknown,
  what: string,
  exchange: Exchange | undefined,
  ignoresFurther = false,
): Failure {
  const all = differences(observed, expected, ignoresFurther);
  const isLong = [observed, expected].some((value) => lengthOf(value) > MAX_WHOLE);
  const isInside = all.some(({ path }) => path !== '');
  const shown: readonly Difference[] =
    isLong && isInside ? all.slice(0, MAX_DIFFERENCES) : [{ path: '', expected, observed }];
  const more = isLong && isInside ? all.length - shown.length : 0;
  return new Failure({ what, expected: [], observed: shown, ...(more > 0 ? { more } : {}), exchange });
}
