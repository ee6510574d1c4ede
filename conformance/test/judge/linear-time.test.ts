import { expect, test } from 'vitest';
import type { ServerCheck } from '../../src/judge/check.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { outcomeOf } from '../../src/targets/client/contract-lines.ts';
import { visibleWords } from '../../src/vocabulary/actions/sign-up-mails.ts';
import { linksIn } from '../../src/wire/mail.ts';

/** Readers of texts that a target sends, each with its longest text. */
const readers: Readonly<Record<string, readonly [length: number, read: (text: string) => unknown]>> = {
  'what a client says': [1 << 16, (said) => outcomeOf('logIn', { end: 'ok', said })],
  'the links of a mail': [1 << 20, linksIn],
  'the words of a mail': [1 << 20, visibleWords],
};

/** Texts that are repeated. Each made a regular expression take quadratic time. */
const pieces = [
  '\n',
  ' ',
  '\n at ',
  ' at 1:1',
  '<',
  '<head',
  'http://a',
  'http://a/redirect/',
  'goroutine 1',
  '1',
];

test.each(Object.entries(readers))('%s are read in linear time', (_, [length, read]) => {
  for (const piece of pieces) {
    const begun = process.cpuUsage();
    read(piece.repeat(length / piece.length));
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1e6, JSON.stringify(piece)).toBeLessThan(2);
  }
});

test('a stack trace in what a client says is found', () => {
  for (const said of ['x\n    at act (client.js:3:7)', '\tat com.a.B.c(B.java:12)', 'goroutine 7 [running]'])
    expect(() => outcomeOf('logIn', { end: 'ok', said })).toThrow(/stack trace/);
  expect(outcomeOf('logIn', { end: 'ok', said: 'Come at 10:20:30, or look at a:b' }).end).toBe('ok');
});

test('a webhook call is read once, however often the check looks at it', async () => {
  let reads = 0;
  const request = {
    get body() {
      reads += 1;
      return Buffer.from('{"organization_id":"nobody"}');
    },
  };
  const judge = {
    organization: async () => ({ id: 'refused' }),
    bootstrapped: async () => ({ organization: { id: 'first' } }),
    bootstrap: async () => undefined,
    random: { bytes: () => undefined },
    expect: { reply: () => undefined },
    collect: async (items: () => readonly unknown[]) => {
      for (let look = 0; look < 100; look += 1) items();
      throw new Error(`${items().length} calls`);
    },
  };
  const checks = await loadChecks();
  const { body } = checks.find(
    ({ id }) => id === 'organization_bootstrap/webhook-after-success',
  ) as ServerCheck;
  const running = body({ withWebhook: async () => ({ judge, sink: { exchanges: [{ request }] } }) } as never);
  await expect(running).rejects.toThrow('0 calls');
  expect(reads).toBe(1);
});
