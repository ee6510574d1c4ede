import { expect, test } from 'vitest';
import { Expectations } from '../../src/judge/expect.ts';
import { Failure } from '../../src/judge/failure.ts';
import { valueText } from '../../src/judge/observation.ts';
import { makeCertificate } from '../../src/people/certificates.ts';
import { SigningKey } from '../../src/people/keys.ts';
import { type FailureText, failureText } from '../../src/report/sentences.ts';
import { plainFailure } from '../../src/runner/check-result.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Secrets } from '../../src/wire/secrets.ts';
import { Instant } from '../../src/wire/values.ts';

const expectations = new Expectations();

function failureOf(work: () => unknown): FailureText {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return failureText(plainFailure(error.facts, new Secrets()));
    throw error;
  }
  return expect.unreachable();
}

const map = (changes: object) => ({
  status: 'ok',
  ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`field_${index}`, `value ${index}`])),
  ...changes,
});

test('of two long maps the failure shows only the fields that differ', () => {
  const { expected, observed, message } = failureOf(() =>
    expectations.equal(
      map({ inner: { profile: 'STANDARD', id: 1 } }),
      map({ inner: { profile: 'ADMIN', id: 1 } }),
      'it',
    ),
  );
  expect([expected, observed]).toEqual(['inner.profile: "ADMIN"', 'inner.profile: "STANDARD"']);
  expect(message).toBe('it: expected inner.profile: "ADMIN", got inner.profile: "STANDARD"');
});

test('a further field is a difference only where it is one', () => {
  const more = map({ more: 1 });
  expect(failureOf(() => expectations.equal(more, map({}), 'it')).observed).toBe('more: 1');
  const failure = failureOf(() => expectations.hasFields(more, map({ field_3: 'x' }), 'it'));
  expect([failure.expected, failure.observed]).toEqual(['field_3: "x"', 'field_3: "value 3"']);
});

test('of two long lists the failure shows their lengths and the items that differ', () => {
  const items = Array.from({ length: 30 }, (_, index) => `item number ${index}`);
  const { observed } = failureOf(() => expectations.equal(items.with(2, 'x').slice(1), items, 'it'));
  expect(observed).toMatch(/^number of items: 29, \[0\]: "item number 1", .*, and \d+ more$/);
});

test('short values are shown whole', () => {
  const { expected, observed } = failureOf(() => expectations.equal(['a', 'b'], ['a'], 'it'));
  expect([expected, observed]).toEqual(['["a"]', '["a", "b"]']);
});

test('a full certificate is distinguished from its redacted form', () => {
  const key = new SigningKey(Buffer.alloc(32, 1));
  const user = (human_handle: readonly string[] | null) =>
    makeCertificate({ type: 'user_certificate', human_handle }, key);
  const [full, redacted] = [user(['a@example.com', 'A']), user(null)];
  const { expected, observed } = failureOf(() => expectations.equal([redacted, full], [full, full], 'it'));
  expect(expected).toMatch(/^\[0\]: full user_certificate \(\d+ bytes [0-9a-f]+…\)$/);
  expect(observed).toMatch(/^\[0\]: redacted user_certificate \(\d+ bytes [0-9a-f]+…\)$/);
});

test('a body that is not what it seems is shown with its encoding', () => {
  const request = { method: 'GET', target: '/', headers: [], body: new Uint8Array() };
  const headers = [['Content-Encoding', 'gzip']] as const;
  const body = Buffer.from('1f8b0800', 'hex');
  const exchange = new Exchange(request, { status: 200, headers, body }, 1);
  expect(failureOf(() => expectations.json(exchange)).observed).toBe(
    'Content-Encoding: "gzip", 4 bytes 1f8b0800',
  );
  expect(failureOf(() => expectations.reply(exchange)).observed).toBe(
    'HTTP 200 without a reply status (Content-Encoding: "gzip", 4 bytes 1f8b0800)',
  );
});

test('no value of a target makes the text of a failure throw', () => {
  const circular: unknown[] = [];
  circular.push(circular);
  const values = [
    2n ** 64n,
    new Instant(2n ** 63n),
    circular,
    Symbol('x'),
    () => 1,
    Object.create(null),
    undefined,
  ];
  for (const value of values) {
    expect(valueText([value])).toMatch(/^\[/);
    expect(failureOf(() => expectations.that(false, 'it', { value })).observed).not.toBe('');
    expect(failureOf(() => expectations.equal({ value }, 1, 'it')).observed).not.toBe('');
  }
});
