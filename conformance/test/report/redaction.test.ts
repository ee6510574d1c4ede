import { expect, test } from 'vitest';
import { harReport } from '../../src/report/har.ts';
import { htmlReport } from '../../src/report/html/page.ts';
import { junitReport } from '../../src/report/junit.ts';
import { coloured, plain } from '../../src/report/paint.ts';
import { reportEvent } from '../../src/report/report-events.ts';
import { makeResult } from '../../src/report/result.ts';
import { RunCollector } from '../../src/report/run-log.ts';
import { textReport } from '../../src/report/text.ts';
import type { RunEvent } from '../../src/runner/run-events.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

const token = 'administration-token-of-the-test';
const bootstrapToken = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const payload = Buffer.concat([Uint8Array.of(0xc4, 16), bootstrapToken]).toString('base64url');

test('no report shows a secret of the run, in any encoding', async () => {
  const server = await sampleServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    const links = {
      bootstrap_url: `parsec3://h/o?p=${payload}`,
      bootstrap_url_as_http_redirection: `http://h/redirect/o?p=${payload}`,
    };
    response.end(
      request.url === '/administration/organizations'
        ? JSON.stringify(links)
        : JSON.stringify({ echo: request.headers, token }),
    );
  });
  let signature = '';
  const check = sampleCheck('organization_bootstrap/token-works-once', {}, async (judge) => {
    const organization = await judge.organization();
    const bootstrap = judge.newBootstrap(organization);
    judge.hide('a word of the check', 'word');
    const echoed = await judge.rpc.authenticated(
      { organization: organization.id, device: bootstrap.device },
      { cmd: 'ping', ping: 'a word of the check' },
    );
    signature =
      echoed.request.headers
        .find(([name]) => name === 'Authorization')?.[1]
        .split('.')
        .at(-1) ?? '';
    judge.expect.answer(
      await judge.bootstrap(organization, bootstrap),
      'ok',
      `about ${bootstrapToken.toString('hex')} and ${bootstrap.root.constructor.name}`,
    );
  });
  const events: RunEvent[] = [];
  const collector = new RunCollector();
  await runSuite({
    server: await urlTarget(server.address, token),
    checks: [check],
    seed: 'secret',
    run: '000000',
    again: false,
    withoutPreflight: {},
    onEvent: (event) => {
      events.push(event);
      collector.take(event);
    },
  });
  await server.close();
  const { log } = collector;
  if (log?.finished === undefined) expect.unreachable();
  const reports = {
    ndjson: events.map((event) => JSON.stringify(reportEvent(event))).join('\n'),
    text: textReport(log, plain) + textReport(log, coloured),
    junit: junitReport(log),
    html: htmlReport(log),
    har: harReport(log),
    json: JSON.stringify(makeResult(log, log.finished)),
  };
  expect(signature).toHaveLength(88);
  const hex = bootstrapToken.toString('hex');
  for (const [name, report] of Object.entries(reports)) {
    expect(report, name).toContain('organization_bootstrap');
    for (const secret of [
      token,
      signature,
      hex,
      payload,
      bootstrapToken.toString('base64'),
      'a word of the check',
    ])
      for (const form of [secret, Buffer.from(secret).toString('hex')])
        expect(report, name).not.toContain(form);
  }
  expect(reports.ndjson).toContain('[bootstrap token]');
  expect(reports.ndjson).toContain('[administration token]');
  expect(reports.ndjson).toContain('[signature]');
});
