import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { sampleLog } from '../support/report/sample-log.ts';

/** Bytes in hex that do not compress. */
const noise = (seed: string): string =>
  Array.from({ length: 10 }, (_, index) =>
    createHash('sha256').update(`${seed}-${index}`).digest('hex'),
  ).join('');

/** The compressed parts of a page. */
const unpacked = (page: string): string =>
  Array.from(page.matchAll(/<script type="text\/plain">([^<]*)/g), ([, part = '']) =>
    inflateRawSync(Buffer.from(part, 'base64')).toString(),
  ).join('');

test.each([800, 1800])('%i failures of eight exchanges each make a page of at most 2 MB', async (count) => {
  const { log } = await sampleLog();
  const failed = log.checks.find(({ outcome }) => outcome === 'fail');
  const [exchange] = failed?.exchanges ?? [];
  if (failed === undefined || exchange === undefined) expect.unreachable();
  const checks = Array.from({ length: count }, (_, number) => ({
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
  expect(page).toContain(`case-${count - 1}`);
  expect(unpacked(page).split('this page leaves out the requests').length - 1).toBe(count - 500);
});
