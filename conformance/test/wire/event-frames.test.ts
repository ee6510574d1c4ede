import { describe, expect, test } from 'vitest';
import { encode } from '../../src/wire/encode.ts';
import { eventOf, type Frame, Frames } from '../../src/wire/event-frames.ts';
import { Instant } from '../../src/wire/values.ts';

const base64 = (value: unknown): string => Buffer.from(encode(value)).toString('base64');
const message = (data: string, id?: string): Frame => ({ event: 'message', data, id, retry: undefined });
const text = 'data:Zmlyc3Q=\n\ndata:c2Vjb25k\nid:0a\n\nevent:keepalive\ndata:\n\n';
const frames = [
  message('Zmlyc3Q='),
  message('c2Vjb25k', '0a'),
  { event: 'keepalive', data: '', id: undefined, retry: undefined },
];

describe('frames of server-sent events', () => {
  test('do not depend on how the bytes are split', () => {
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at += 1) {
      const reader = new Frames();
      expect([...reader.take(bytes.subarray(0, at)), ...reader.take(bytes.subarray(at))]).toEqual(frames);
    }
  });

  test.each(['\r\n', '\r'])('may end their lines with %j, however the bytes are split', (end) => {
    const bytes = Buffer.from(text.replaceAll('\n', end));
    for (let at = 0; at <= bytes.length; at += 1) {
      const reader = new Frames();
      expect([...reader.take(bytes.subarray(0, at)), ...reader.take(bytes.subarray(at))]).toEqual(frames);
    }
  });

  test('may mix their line ends, byte by byte', () => {
    const reader = new Frames();
    const found = [...Buffer.from('data:a\r\n\ndata:b\n\r')].flatMap((byte) =>
      reader.take(Uint8Array.of(byte)),
    );
    expect(found).toEqual([message('a'), message('b')]);
  });

  test('may begin with one byte order mark', () => {
    const reader = new Frames();
    expect(reader.take(Buffer.from(`\ufeff${text}`))).toEqual(frames);
    expect(reader.take(Buffer.from('\ufeffdata:a\n\n'))).toEqual([]);
  });

  test('lose one blank after the colon, join the lines of data, and skip comments', () => {
    const reader = new Frames();
    const found = reader.take(Buffer.from(': hello\nretry: 5\nid: 1\ndata: a\ndata:  b\n\n: alone\n\n'));
    expect(found).toEqual([{ event: 'message', data: 'a\n b', id: '1', retry: '5' }]);
  });

  test('are complete at their blank line', () => {
    const reader = new Frames();
    expect(reader.take(Buffer.from('data:a\n'))).toEqual([]);
    expect(reader.take(Buffer.from('\n'))).toEqual([message('a')]);
  });
});

describe('data of an event', () => {
  test('is the padded base64 of a msgpack map', () => {
    const event = { status: 'ok', event: 'COMMON_CERTIFICATE', timestamp: new Instant(5n) };
    expect(eventOf(base64(event))).toEqual(event);
  });

  test.each([
    ['nothing', ''],
    ['base64 without padding', base64({ status: 'ok', a: 1 }).replace(/=+$/, '')],
    ['base64 for URLs', '_w=='],
    ['base64 over two lines', base64({ status: 'ok' }).replace(/^(.{4})/, '$1\n')],
    ['a list', base64(['ok'])],
    ['invalid msgpack', 'wQ=='],
  ])('is not %s', (_, data) => {
    expect(eventOf(data)).toBeUndefined();
  });
});
