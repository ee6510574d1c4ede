import { expect, test } from 'vitest';
import { waitAfter } from '../../src/judge/http.ts';

const date = 'Thu, 26 Nov 2026 23:30:00 GMT';

test.each([
  ['a number of seconds', '7', 0, 7_000],
  ['a fraction of a second', '0.5', 0, 500],
  ['a date, on the clock of the server', 'Thu, 26 Nov 2026 23:30:08 GMT', 0, 8_000],
  ['a date in the past', 'Thu, 26 Nov 2026 23:29:00 GMT', 2, 2_000],
  ['nothing', undefined, 0, 500],
  ['nothing, at the fourth attempt', undefined, 3, 4_000],
  ['0 s, at the fourth attempt', '0', 3, 4_000],
  ['a negative number', '-10', 1, 1_000],
  ['an invalid value', 'soon', 1, 1_000],
  ['a whole day', '86400', 0, 86_400_000],
  ['nothing, at the tenth attempt', undefined, 9, 30_000],
])('the wait after 429 with Retry-After of %s', (_, retryAfter, attempt, ms) => {
  expect(waitAfter({ retryAfter, date }, attempt)).toBe(ms);
});

test('without a Date header, a date counts from the clock of the judge', () => {
  const retryAfter = new Date(Date.now() + 9_500).toUTCString();
  expect(waitAfter({ retryAfter }, 0)).toBeGreaterThan(7_000);
  expect(waitAfter({ retryAfter }, 0)).toBeLessThanOrEqual(9_500);
});
