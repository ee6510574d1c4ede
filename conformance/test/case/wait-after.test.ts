import { expect, test } from 'vitest';
import { waitAfter } from '../../src/case/http.ts';

const date = 'Thu, 26 Nov 2026 23:30:00 GMT';

test.each([
  ['a number of seconds', '7', 0, 7_000],
  ['a fraction of one, which no server should say', '0.5', 0, 500],
  ['a date, by the clock of the server', 'Thu, 26 Nov 2026 23:30:08 GMT', 0, 8_000],
  ['a date that is past', 'Thu, 26 Nov 2026 23:29:00 GMT', 2, 2_000],
  ['nothing', undefined, 0, 500],
  ['nothing, again and again', undefined, 3, 4_000],
  ['no time at all, again and again', '0', 3, 4_000],
  ['less than none', '-10', 1, 1_000],
  ['nonsense', 'soon', 1, 1_000],
  ['for ever', '86400', 0, 30_000],
])('a busy server that says %s is given time', (_, retryAfter, attempt, ms) => {
  expect(waitAfter({ retryAfter, date }, attempt)).toBe(ms);
});

test('a date counts from now when the server sends no time of its own', () => {
  const retryAfter = new Date(Date.now() + 9_500).toUTCString();
  expect(waitAfter({ retryAfter }, 0)).toBeGreaterThan(7_000);
  expect(waitAfter({ retryAfter }, 0)).toBeLessThanOrEqual(9_500);
});
