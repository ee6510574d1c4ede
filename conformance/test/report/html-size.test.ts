import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { sampleLog } from './sample-log.ts';

/** Bytes in hex that do not compress. */
const noise = (seed: string): string =>
  Array.from({ length: 10 }, (_, index) =>
    createHash('sha256').update(`${seed}-${index}`).digest('hex'),
  ).join('');

test('a run with 800 failures of eight exchanges each makes a page of at most 2 MB', async () => {
  const { log } = await sampleLog();
  const failed = log.checks.find(({ outcome }) => outcome === 'fail');
  const [exchange] = failed?.exchanges ?? [];
  if (failed === undefined || exchange === undefined) expect.unreachable();
  const checks = Array.from({ length: 800 }, (_, number) => ({
    ...failed,
    check: `organization_bootstrap/token-works-once#case-${number}`,
    exchanges: Array.from({ length: 8 }, (_, index) => {
      const body = { bytes: 320, hex: noise(`${number}-${index}`), decoded: noise(`${number}-${index}`) };
      return { ...exchange, request: { ...exchange.request, body } };
    }),
    culprit: 7,
  }));
  const page = htmlReport({ ...log, checks });
  expect(page.length).toBeLessThan(2_000_000);
  expect(page).toContain('case-799');
});
