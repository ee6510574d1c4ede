import { type ReadCertificate, readCertificate } from '../certificate/index.ts';
import type { Exchange } from '../exchange/index.ts';
import { Id, Instant, parseJson } from '../wire/index.ts';
import { Failure } from './failure.ts';
import { same, says } from './same.ts';
import { show, showOutcome } from './show.ts';

/**
 * What a request must come to: a number is an HTTP status, a word the `status` of a reply under
 * HTTP 200; a list, any of them.
 */
export type Expected = number | string | readonly (number | string)[];

/**
 * A decoded map that a target sent: read its fields with the expectations below, never with a cast.
 */
export type Fields = Readonly<Record<string, unknown>>;

const list = (expected: Expected): readonly (number | string)[] =>
  typeof expected === 'object' ? expected : [expected];
const words = (expected: Expected): string =>
  list(expected)
    .map((item) => (typeof item === 'number' ? `HTTP ${item}` : `\`${item}\``))
    .join(' or ');

/** Whether an exchange came to what was expected. */
export const cameTo = (exchange: Exchange, expected: Expected): boolean =>
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
  throw new Failure(`expected ${expected}, got ${show(observed, 120)}`, {
    expected,
    observed: show(observed),
    exchange,
  });
}

/**
 * Statements that hold or end the check. Each names what it is about, so that its failure can be
 * read alone.
 */
export class Expectations {
  /** The exchange came to `expected`. */
  answer(exchange: Exchange, expected: Expected, what = ''): Exchange {
    if (cameTo(exchange, expected)) return exchange;
    const about = what === '' ? `${exchange.request.method} ${exchange.request.target}` : what;
    throw new Failure(`${about}: expected ${words(expected)}, got ${showOutcome(exchange)}`, {
      expected: words(expected),
      observed: showOutcome(exchange),
      exchange,
    });
  }

  /** The reply has this status (HTTP 200, msgpack): gives its fields. */
  reply(exchange: Exchange, status = 'ok', what = ''): Fields {
    this.answer(exchange, status, what);
    return exchange.message as Fields;
  }

  /** The answer is a JSON object under this HTTP status: gives it. */
  json(exchange: Exchange, status = 200, what = ''): Fields {
    this.answer(exchange, status, what);
    let value: unknown;
    try {
      value = parseJson(exchange.text);
    } catch {
      value = undefined;
    }
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Fields;
    throw new Failure(`${what === '' ? exchange.request.target : what}: the body is no JSON object`, {
      expected: 'a JSON object',
      observed: show(exchange.text),
      exchange,
    });
  }

  /**
   * The answer carries this header, with this value or a match of this pattern: gives its first
   * value.
   */
  header(exchange: Exchange, name: string, value?: string | RegExp): string {
    const found = exchange.header(name);
    const wanted = value === undefined ? `a header ${name}` : `${name}: ${value}`;
    const holds =
      found !== undefined &&
      (value === undefined || (typeof value === 'string' ? found === value : value.test(found)));
    if (holds) return found;
    throw new Failure(`expected ${wanted}, got ${found === undefined ? `no ${name}` : `${name}: ${found}`}`, {
      expected: wanted,
      observed: found ?? 'absent',
      exchange,
    });
  }

  /** Two values are the same fact (bytes, identifiers and times by value). */
  equal(observed: unknown, expected: unknown, what: string, exchange?: Exchange): void {
    if (same(observed, expected)) return;
    throw new Failure(`${what}: expected ${show(expected, 120)}, got ${show(observed, 120)}`, {
      expected: show(expected),
      observed: show(observed),
      exchange,
    });
  }

  /**
   * Asserts that a map has the expected content of a reply or an event. Unknown fields are ignored.
   */
  says(observed: unknown, expected: unknown, what: string, exchange?: Exchange): void {
    if (!says(observed, expected)) this.equal(observed, expected, what, exchange);
  }

  /** A condition holds; the texts say what was expected and what was seen instead. */
  that(condition: boolean, expected: string, observed: unknown, exchange?: Exchange): void {
    ensure(condition, expected, observed, exchange);
  }

  /** A field is a list: gives it. */
  list(fields: Fields, name: string, exchange?: Exchange): readonly unknown[] {
    const value = fields[name];
    ensure(Array.isArray(value), `${name}: a list`, value, exchange);
    return value;
  }

  /** A field is a map: gives it. */
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

  /** A field is bytes: gives them. */
  bytes(fields: Fields, name: string, exchange?: Exchange): Uint8Array {
    const value = fields[name];
    ensure(value instanceof Uint8Array, `${name}: bytes (msgpack bin)`, value, exchange);
    return value;
  }

  /** A field is text: gives it. */
  text(fields: Fields, name: string, exchange?: Exchange): string {
    const value = fields[name];
    ensure(typeof value === 'string', `${name}: text`, value, exchange);
    return value;
  }

  /** A field is a whole number: gives it. */
  integer(fields: Fields, name: string, exchange?: Exchange): number {
    const value = fields[name];
    ensure(typeof value === 'number' && Number.isInteger(value), `${name}: a whole number`, value, exchange);
    return value;
  }

  /** A field is a time (ext type 1): gives it. */
  instant(fields: Fields, name: string, exchange?: Exchange): Instant {
    const value = fields[name];
    ensure(value instanceof Instant, `${name}: a time (msgpack ext type 1)`, value, exchange);
    return value;
  }

  /** Served bytes are a certificate signed by this key: gives its content. */
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
      throw new Failure(`${what}: no certificate (${error instanceof Error ? error.message : error})`, {
        expected: 'a certificate',
        observed: show(signed),
        exchange,
      });
    }
    ensure(
      read.verified,
      `${what}: signed by ${show(verifyKey)}`,
      'a signature that does not verify',
      exchange,
    );
    return read.content;
  }
}
