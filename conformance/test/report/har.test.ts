import { Ajv } from 'ajv';
import harSchemas from 'har-schema';
import { expect, test } from 'vitest';
import { harReport } from '../../src/report/har.ts';
import type { RunLog } from '../../src/report/run-log.ts';
import { unstartedRunLog } from '../../src/report/unstarted-run.ts';
import { viewExchange } from '../../src/runner/exchange-view.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const ajv = new Ajv({
  strict: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
    ipv4: true,
    ipv6: true,
  },
});
// The schemas declare draft 06, whose keywords draft 07 has too.
for (const { $schema: _, ...schema } of Object.values(harSchemas)) ajv.addSchema(schema);
const isHar = ajv.getSchema('har.json#');

/** Checks a report against the schema of HAR, and returns its log. */
function read(log: RunLog) {
  const har = JSON.parse(harReport(log));
  expect(isHar?.(har), ajv.errorsText(isHar?.errors)).toBe(true);
  return har.log;
}

test('a run has a page for each check with exchanges, and an entry for each exchange', async () => {
  const { log } = await sampleLog();
  const { version, comment, pages, entries } = read(log);
  expect([version, comment]).toEqual(['1.2', expect.stringContaining('verdict: fail')]);
  const shown = log.checks.filter(({ exchanges }) => exchanges.length > 0);
  expect(pages.map(({ id }: { id: string }) => id)).toEqual(shown.map(({ check }) => check));
  expect(entries).toHaveLength(shown.flatMap(({ exchanges }) => exchanges).length);
  const failure = entries.find(({ pageref }: { pageref: string }) => pageref.endsWith('#fail'));
  expect(failure).toMatchObject({
    request: { method: 'POST', bodySize: 17 },
    response: { status: 404 },
    comment: 'shows the failure',
  });
  expect(Buffer.from(failure.request.postData.text, 'base64').toString()).toContain('ping');
  expect(Buffer.from(failure.response.content.text, 'base64').toString()).toContain('<script>');
});

test('a body with hidden secrets says so, and a request without an answer says why', async () => {
  const { log } = await sampleLog();
  const view = viewExchange(
    new Exchange(
      {
        ...{ method: 'OPTIONS', target: '*x y#%2f?a=b%20c' },
        ...{ headers: [['Host', 'h:1']], body: Buffer.from('a secret') },
      },
      'ECONNRESET',
      2,
    ),
    { redact: (text) => text.replaceAll('secret', '[a name]'), limit: 100 },
  );
  const [first] = log.checks;
  if (first === undefined) expect.unreachable();
  const exchanges = [{ ...view, server: 'http://h:2' }, view];
  const { entries } = read({ ...log, checks: [{ ...first, exchanges }] });
  expect(entries).toMatchObject([
    {
      request: { url: 'http://h:2/*x%20y%23%2f?a=b%20c', queryString: [{ name: 'a', value: 'b c' }] },
      response: { status: 0, comment: 'no answer (ECONNRESET)' },
    },
    // The sender of a request that the suite received could choose its Host.
    { request: { url: 'http://suite.invalid/*x%20y%23%2f?a=b%20c' } },
  ]);
  expect(entries[0].request.postData.comment).toBe(
    'base64, 8 bytes; secrets are hidden, or the end is missing',
  );
});

test('a run that did not start is a valid archive without entries', () => {
  const log = unstartedRunLog({ target: 'http://h', seed: 's', message: 'unreachable' });
  expect(read(log).entries).toEqual([]);
});
