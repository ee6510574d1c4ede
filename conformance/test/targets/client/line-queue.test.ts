import { expect, test } from 'vitest';
import { LineQueue } from '../../../src/targets/client/line-queue.ts';

test('lines of at most 4 MiB wait, and those that were read no longer count', async () => {
  const lines = new LineQueue();
  const line = 'x'.repeat(1 << 16);
  for (let count = 0; count < 200; count += 1) {
    lines.push(line);
    expect(await lines.next()).toBe(line);
  }
  for (let count = 0; count < 64; count += 1) lines.push(line);
  expect(lines.endReason).toBeUndefined();
  lines.push('one more');
  expect(lines.endReason).toBe('more than 4194304 characters at once');
});
