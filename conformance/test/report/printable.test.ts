import { expect, test } from 'vitest';
import { viewExchange } from '../../src/runner/exchange-view.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { printable, printableJson } from '../../src/wire/terminal-text.ts';

test('invisible characters are escaped, and JSON keeps them', () => {
  const unseen = 'a\u200bb\u2060c\u00add\ufeffe\u{e0041}';
  expect(printable(unseen)).toBe('a\\u200bb\\u2060c\\u00add\\ufeffe\\udb40\\udc41');
  expect(JSON.parse(printableJson({ unseen }))).toEqual({ unseen });
});

test('text from a target cannot move a terminal cursor; lines and tabs stay', () => {
  expect(printable('a\tb\r\nc\n')).toBe('a\tb\r\nc\n');
  expect(printable('\u001b[2Jx\rpass\u009b1m\u202e\u0007')).toBe(
    '\\u001b[2Jx\\u000dpass\\u009b1m\\u202e\\u0007',
  );
});

test('a printed exchange cannot move a terminal cursor', () => {
  const harmful = '\u001b[2K';
  const body = Buffer.from(`{"detail":"${harmful}"}`);
  const headers = [
    ['Server', `x${harmful}`],
    ['Content-Type', 'application/json'],
  ] as const;
  const request = { method: 'GET', target: `/${harmful}`, headers: [], body: new Uint8Array() };
  const view = viewExchange(new Exchange(request, { status: 400, headers, body }, 1), {
    redact: (text) => text,
    limit: 100,
  });
  expect(JSON.stringify(view).includes('\\u001b')).toBe(true);
  const texts = JSON.stringify(view, (_, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString('hex') : value,
  );
  expect(texts).not.toContain('1b5b');
  expect(view.response?.body?.hex).toBe(body.toString('hex'));
});
