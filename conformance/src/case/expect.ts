import { type ReadCertificate, readCertificate } from '../people/certificates.ts';
import type { Exchange } from '../wire/exchange.ts';
import { parseJson } from '../wire/parse-json.ts';
import { type Fields, Id, Instant } from '../wire/values.ts';
import { differences, hasFields, isEqual } from './equal.ts';
import { Failure } from './failure.ts';
import { formatBody, formatOutcome, formatValue } from './format-value.ts';

/**
 * The expected answer to a request. A number is an HTTP status, a text is the `status` of a reply
 * with HTTP 200, and a list means one of its items.
 */
export type Expected = number | string | readonly (number | string)[];

const list = (expected: Expected): readonly (number | string)[] =>
  typeof expected === 'object' ? expected : [expected];
const formatExpected = (expected: Expected): string =>
  list(expected)
    .map((item) => (typeof item === 'number' ? `HTTP ${item}` : `\`${item}\``))
    .join(' or ');

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
  throw new Failure(`expected ${expected}, got ${formatValue(observed, 120)}`, {
    expected,
    observed: formatValue(observed),
    exchange,
  });
}

/** Length up to which values are shown whole, in characters. */
const MAX_WHOLE = 120;

/** Differences of two long values that are shown. */
const MAX_DIFFERENCES = 4;

/** The failure for two values that differ. Of long maps and lists it shows only what differs. */
function difference(
  observed: unknown,
  expected: unknown,
  what: string,
  exchange: Exchange | undefined,
  ignoresFurther = false,
): Failure {
  const all = differences(observed, expected, ignoresFurther);
  const isLong = [observed, expected].some((value) => formatValue(value).length > MAX_WHOLE);
  const isInside = all.some(({ path }) => path !== '');
  const format = (side: 'observed' | 'expected', limit?: number): string => {
    if (!isLong || !isInside) return formatValue(side === 'observed' ? observed : expected, limit);
    const more = all.length > MAX_DIFFERENCES ? `, and ${all.length - MAX_DIFFERENCES} more` : '';
    const differences = all
      .slice(0, MAX_DIFFERENCES)
      .map((one) => `${one.path}: ${formatValue(one[side], limit)}`);
    return `${differences.join(', ')}${more}`;
  };
  const message = `${what}: expected ${format('expected', 120)}, got ${format('observed', 120)}`;
  return new Failure(message, { expected: format('expected'), observed: format('observed'), exchange });
}

/**
 * Assertions of a check. Each throws {@link Failure} if it does not hold, which ends the check. The
 * parameter `what` names the subject in the message.
 */
export class Expectations {
  /** Asserts that an exchange has the expected answer. */
  answer(exchange: Exchange, expected: Expected, what = ''): Exchange {
    if (matchesExpected(exchange, expected)) return exchange;
    const about = what === '' ? `${exchange.request.method} ${exchange.request.target}` : what;
    const reply = list(expected).some((item) => typeof item === 'number') && exchange.replyStatus;
    const got = `${reply ? '200 ' : ''}${formatOutcome(exchange)}`;
    throw new Failure(`${about}: expected ${formatExpected(expected)}, got ${got}`, {
      expected: formatExpected(expected),
      observed: formatOutcome(exchange),
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
    throw new Failure(`${what === '' ? exchange.request.target : what}: the body is not a JSON object`, {
      expected: 'a JSON object',
      observed: excess === '' ? formatBody(exchange) : excess,
      exchange,
    });
  }

  /** Asserts that an answer has this header, with this value if one is given. Returns its value. */
  header(exchange: Exchange, name: string, value?: string | RegExp): string {
    const observed = exchange.header(name);
    const expected = value === undefined ? `a header ${name}` : `${name}: ${value}`;
    const holds =
      observed !== undefined &&
      (value === undefined || (typeof value === 'string' ? observed === value : value.test(observed)));
    if (holds) return observed;
    throw new Failure(
      `expected ${expected}, got ${observed === undefined ? `no ${name}` : `${name}: ${observed}`}`,
      {
        expected,
        observed: observed ?? 'absent',
        exchange,
      },
    );
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
      throw new Failure(`${what}: not a certificate (${error instanceof Error ? error.message : error})`, {
        expected: 'a certificate',
        observed: formatValue(signed),
        exchange,
      });
    }
    ensure(
      read.verified,
      `${what}: signed by ${formatValue(verifyKey)}`,
      'a signature that does not verify',
      exchange,
    );
    return read.content;
  }
}
