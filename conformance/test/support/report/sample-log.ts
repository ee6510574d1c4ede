import { type ReportEvent, reportEvent } from '../../../src/report/report-events.ts';
import { RunCollector, type RunLog } from '../../../src/report/run-log.ts';
import { causesOf } from '../../../src/runner/causes.ts';
import type { CheckResult } from '../../../src/runner/check-result.ts';
import type { RunEvent, RunResult } from '../../../src/runner/run-events.ts';
import { runSuite } from '../../../src/runner/run-suite.ts';
import { sampleCheck } from '../sample-check.ts';
import { sampleServer, urlTarget } from '../sample-server.ts';
import { sampleProperties } from './sample-properties.ts';

const must = 'organization_bootstrap/token-works-once';
const baseline = (name: string, http: number) => ({
  check: `${must}#${name}`,
  reason: 'a defect that is known',
  owner: 'us',
  expiry: '2099-01-01',
  observed: { http },
});

/** The last event after one more check, which a failed check blocks, and after generated lives. */
function withBlocked(finished: RunResult, events: readonly RunEvent[]): readonly RunEvent[] {
  const checks = events.filter((event) => event.event === 'check-finished');
  const failed = checks.find(({ check }) => check === `${must}#fail`);
  if (failed?.failure === undefined) throw new Error('no check failed');
  const { culprit: _, ...rest } = failed;
  const blocked: CheckResult = {
    ...{ ...rest, check: `${must}#blocked`, outcome: 'blocked', exchanges: [], blockedBy: failed.check },
    failure: { ...failed.failure, step: 'bootstrap' },
  };
  const counts = { ...finished.counts, blocked: 1 };
  const properties = sampleProperties(reportEvent(failed));
  return [blocked, properties, { ...finished, counts, causes: causesOf([...checks, blocked]) }];
}

/** A run with every outcome, against a server that answers 404 with markup in its body. */
export async function sampleLog(): Promise<{
  readonly log: RunLog;
  readonly events: readonly ReportEvent[];
}> {
  const server = await sampleServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.writeHead(404).end('<script>document.title = "broken out"</script> ]]> \u0001');
  });
  let turn = 0;
  const missing = (name: string, requirement: Parameters<typeof sampleCheck>[0] = must) =>
    sampleCheck(
      requirement,
      { case: name },
      async (judge) =>
        void judge.expect.reply(await judge.rpc.anonymous('nobody', { cmd: 'ping', ping: 'x' })),
    );
  const checks = [
    sampleCheck(
      must,
      { case: 'pass' },
      async (judge) => void judge.expect.answer(await judge.http({ target: '/<&">', label: 'valid' }), 404),
    ),
    missing('fail'),
    missing('warning', 'organization_bootstrap/author-is-root'),
    missing('note', 'authentication/token-reusable'),
    missing('known'),
    missing('stale'),
    sampleCheck(must, { case: 'not-testable', needs: ['administration'] }),
    sampleCheck(must, { case: 'not-applicable', needs: ['start'] }),
    sampleCheck(must, { case: 'flaky' }, async (judge) =>
      judge.expect.that(turn++ % 2 === 1, 'an odd turn', turn),
    ),
    sampleCheck(must, { case: 'suite-error' }, () => Promise.reject(new Error('our mistake'))),
  ];
  const events: RunEvent[] = [];
  const collector = new RunCollector();
  await runSuite({
    server: await urlTarget(server.address),
    checks,
    baseline: [baseline('known', 404), baseline('stale', 500)],
    seed: 'sample',
    run: '000000',
    withoutPreflight: {},
    // Else a busy machine changes the outcome of the flaky check.
    latenessBetween: () => undefined,
    replay: (check) => `npx --no parsec-spec validate … --only '${check}'`,
    onEvent: (event) => {
      for (const one of event.event === 'run-finished' ? withBlocked(event, events) : [event]) {
        events.push(one);
        collector.take(one);
      }
    },
  });
  await server.close();
  const { log } = collector;
  if (log === undefined) throw new Error('the run reported no start');
  return { log, events: events.map((event) => reportEvent(event)) };
}
