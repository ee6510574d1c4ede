import { describe, expect, test } from 'vitest';
import { apiVersion } from '../../src/wire/api-version.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import {
  type RecordedExchange,
  RecordedExchangeError,
  readRecordedExchange,
  recordExchange,
} from '../../src/wire/recorded-exchange.ts';

const at = new Date('2026-11-28T17:30:00.250Z');
const request = {
  method: 'POST',
  target: '/authenticated/../Org?x=%2f',
  headers: [
    ['Api-Version', apiVersion],
    ['api-version', '5.5'],
  ] as const,
  body: Uint8Array.of(0x81, 0x00, 0xff),
};
const response = {
  status: 200,
  headers: [['Content-Type', 'application/msgpack']] as const,
  body: Buffer.of(0xc0),
};
const answered = new Exchange(request, response, 12.345);

describe('a recorded exchange', () => {
  test('has the published form', () => {
    expect(recordExchange(answered, at)).toEqual({
      format: 1,
      at: '2026-11-28T17:30:00.250Z',
      request: { ...request, body: 'gQD/' },
      response: { ...response, body: 'wA==' },
      error: null,
      durationMs: 12.35,
    });
  });

  test.each([
    ['with a response', answered],
    ['without a response', new Exchange(request, 'ECONNRESET', 1)],
    ['whose bodies are cut', new Exchange({ ...request, length: 9 }, { ...response, length: 8 }, 1)],
  ])('is read as it was written: %s', (_, exchange) => {
    const read = readRecordedExchange(JSON.stringify(recordExchange(exchange, at)));
    expect(read.at).toEqual(at);
    expect(recordExchange(read.exchange, read.at)).toEqual(recordExchange(exchange, at));
    expect(read.exchange.request.length).toBe(exchange.request.length);
  });

  const valid = recordExchange(answered, at);
  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /JSON/],
    ['another format', { ...valid, format: 2 }, /exchange\/format/],
    ['no date', { ...valid, at: '2026-13-41T00:00:00Z' }, /exchange\/at/],
    ['a body that is not base64', withBody(valid, '*'), /exchange\/request\/body/],
    ['a header without a value', { ...valid, request: { ...valid.request, headers: [['A']] } }, /headers\/0/],
    [
      'a status that is a text',
      { ...valid, response: { ...valid.response, status: '200' } },
      /response\/status/,
    ],
    ['neither a response nor an error', { ...valid, response: null }, /either a response or an error/],
    ['a negative duration', { ...valid, durationMs: -1 }, /durationMs/],
    ['another field', { ...valid, label: 'broken' }, /additional/],
    [
      'too many headers',
      { ...valid, request: { ...valid.request, headers: Array(1001).fill(['A', 'b']) } },
      /1000/,
    ],
  ])('is refused with the name of the field: %s', (_, value, message) => {
    const json = typeof value === 'string' ? value : JSON.stringify(value);
    const read = () => readRecordedExchange(json);
    expect(read).toThrow(RecordedExchangeError);
    expect(read).toThrow(message);
  });
});

const withBody = (valid: RecordedExchange, body: string): RecordedExchange => ({
  ...valid,
  request: { ...valid.request, body },
});
