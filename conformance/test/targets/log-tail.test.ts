import { expect, test } from 'vitest';
import { LogTail } from '../../src/targets/log-tail.ts';

test('the end of a log is kept, with bounded size', () => {
  const tail = new LogTail();
  for (let line = 0; line < 100_000; line++) tail.add(Buffer.from(`line ${line}\n`));
  expect(tail.toString().length).toBe(65_536);
  expect(tail.toString()).toMatch(/line 99999\n$/);
});

test('it never holds the secret, however its chunks and the cut fall', () => {
  const secret = 'hunter2-very-secret';
  const tail = new LogTail(secret);
  for (let count = 0; count < 20_000; count++) {
    tail.add(`${'.'.repeat(count % 7)}${secret.slice(0, 5)}`);
    tail.add(secret.slice(5));
    if (count % 500 === 0) expect(tail.toString()).not.toMatch(/hunter2|secret\b/);
  }
  expect(tail.toString()).toContain('[administration token]');
});

test('it holds no variant of the administration token that a check sends', () => {
  const secret = 'Hunter2-very-secret';
  const tail = new LogTail(secret);
  const basic = Buffer.from(`admin:${secret}`).toString('base64');
  const sent = [secret.toUpperCase(), secret.slice(0, -1), basic, Buffer.from(secret).toString('hex')];
  for (const variant of sent) tail.add(`Authorization: ${variant}\n`);
  for (const variant of sent) expect(tail.toString()).not.toContain(variant);
  expect(tail.toString().match(/Authorization: \[administration token/g)).toHaveLength(sent.length);
});
