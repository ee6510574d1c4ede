import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteBuffer } from '../../src/wire/byte-buffer.ts';

test('a buffer holds the bytes of all its parts, however they are split and read', () => {
  const steps = fc.array(fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.boolean()));
  fc.assert(
    fc.property(steps, (parts) => {
      const buffer = new ByteBuffer();
      const all: number[] = [];
      for (const [part, isRead] of parts) {
        buffer.add(part);
        all.push(...part);
        expect([...(isRead ? buffer.bytes : buffer.view)]).toEqual(all);
      }
      expect([buffer.length, buffer.bytes.buffer.byteLength]).toEqual([all.length, all.length]);
    }),
  );
});

test('a buffer that grows byte by byte takes at most a quarter more than its bytes', () => {
  const buffer = new ByteBuffer();
  for (let at = 0; at < 1 << 20; at += 1) buffer.add(Uint8Array.of(at));
  expect(buffer.length).toBe(1 << 20);
  expect(buffer.view.buffer.byteLength).toBeLessThanOrEqual(1.25 * (1 << 20) + 64);
});
