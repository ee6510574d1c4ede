import { expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { junitReport } from '../../src/report/junit.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { plain } from '../../src/report/paint.ts';
import { makeResult } from '../../src/report/result.ts';
import type { RunLog } from '../../src/report/run-log.ts';
import { textReport } from '../../src/report/text.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log: unlinked } = await sampleLog();
const linked: RunLog = { ...unlinked, started: { ...unlinked.started, site: 'https://parsec.example.org/' } };
const failed = 'https://parsec.example.org/r/organization_bootstrap/token-works-once/';
const [{ requirement: contradicted } = expect.unreachable()] = unlinked.properties?.counterexamples ?? [];
const lived = `https://parsec.example.org/r/${contradicted.id}/`;

test.each([
  ['text', (log: RunLog) => textReport(log, plain)],
  ['text with -v', (log: RunLog) => textReport(log, plain, { verbose: true })],
  ['JUnit', junitReport],
  ['Markdown', markdownReport],
  ['HTML', htmlReport],
])('%s: findings and counterexamples link to their requirements, if a website is named', (_, report) => {
  expect(report(linked)).toContain(failed);
  expect(report(linked)).toContain(lived);
  expect(report(unlinked)).not.toContain('parsec.example.org');
});

test('HTML: the finding and its rule are links', () => {
  expect(htmlReport(linked)).toContain(
    `<a href="${failed}"><code>organization_bootstrap/token-works-once</code></a>`,
  );
  expect(htmlReport(linked)).toContain(`<a class="soft" href="${failed}">rule</a>`);
});

test('JSON: the result names the website', () => {
  const { started, finished } = linked;
  if (finished === undefined) expect.unreachable();
  expect(makeResult(linked, finished).site).toBe(started.site);
  expect(makeResult(unlinked, finished)).not.toHaveProperty('site');
});
