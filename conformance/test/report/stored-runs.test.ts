import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { readRun } from '../../src/report/read-run.ts';
import {
  recordedAnswer,
  recordedAnswers,
  recordedExamples,
  recordedRuns,
  titleOfRun,
} from '../../src/report/recorded-runs.ts';
import { type ReportEvent, reportEvent } from '../../src/report/report-events.ts';
import { indexOfRuns } from '../../src/report/run-index.ts';
import { storedEvents } from '../../src/report/stored-run.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import { openTarget } from '../../src/targets/open-target.ts';

const folder = join(import.meta.dirname, '../../../reports');
const files = globSync('*.ndjson', { cwd: folder }).sort();
const runs = Object.fromEntries(
  files.map((file) => [
    basename(file, '.ndjson'),
    readRun(readFileSync(join(folder, file), 'utf8'), file).events,
  ]),
);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the stored runs', () => {
  test('judge the reference and parsec-cloud, with date, version and image', () => {
    for (const name of ['reference', 'parsec-cloud']) {
      const [started] = runs[name] ?? [];
      if (started?.event !== 'run-started') expect.unreachable();
      expect(Date.parse(started.startedAt)).toBeGreaterThan(Date.parse('2026-11-01'));
      expect(started.suite.version).toMatch(/^\d/);
    }
    expect(recordedRuns['parsec-cloud']?.target.address).toBe('image:parsec-cloud:3.10.0');
    expect(titleOfRun('parsec-cloud')).toBe('parsec-cloud 3.10.0 (in memory)');
    expect(titleOfRun('reference-disk')).toBe('parsec-spec dev (on disk)');
  });

  test('take at most 6 MB', () => {
    const sizes = files.map((file) => statSync(join(folder, file)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6_000_000);
  });

  test('hold of a passing check at most one whole exchange for each requirement, and its valid twin', () => {
    for (const events of Object.values(runs))
      for (const event of events)
        if (event.event === 'check-finished' && event.outcome === 'pass')
          expect(
            event.exchanges.filter(({ request }) => request.headers.length > 0).length,
            event.check,
          ).toBeLessThanOrEqual(2 * event.requirements.length);
  });

  test('name no file of a machine', () => {
    for (const file of files)
      expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/["' =]\/(?:home|root|tmp|work|Users)\//);
  });

  test('hide the administration token', () => {
    const sent = Object.values(runs)
      .flat()
      .flatMap((event) => (event.event === 'check-finished' ? event.exchanges : []))
      .filter(
        ({ request, response }) => request.target.startsWith('/administration/') && response?.status === 200,
      )
      .flatMap(({ request }) => request.headers.filter(([name]) => /^authorization$/i.test(name)));
    expect(sent.length).toBeGreaterThan(10);
    expect([...new Set(sent.map(([, value]) => value))]).toEqual(['Bearer [administration token]']);
  });
});

describe('the index of the stored runs', () => {
  test('is made from them', () => {
    const index = { runs: recordedRuns, examples: recordedExamples, answers: recordedAnswers };
    expect(index).toEqual(plain(indexOfRuns(runs)));
  });

  test('names for each example a run that holds its check', () => {
    expect(Object.keys(recordedExamples).length).toBeGreaterThan(500);
    for (const [id, { run, check }] of Object.entries(recordedExamples)) {
      const found = runs[run]?.find((event) => event.event === 'check-finished' && event.check === check);
      if (found?.event !== 'check-finished') expect.unreachable(`${id}: ${run} has no ${check}`);
      expect(found.requirements.map((one) => one.id)).toContain(id);
    }
  });

  test('has the results of most checks on the reference', async () => {
    const known = new Set((await loadChecks()).map(({ id }) => id));
    const answered = Object.keys(recordedAnswers.reference ?? {}).filter((id) => known.has(id));
    // Else run `npm run store-runs -- reference` again.
    expect(answered.length).toBeGreaterThan(known.size * 0.8);
  });

  test('has a result of the reference for each rule that a stored run can try', async () => {
    // What a run needs that is stored later: `npm run store-runs -- reference-postgres`.
    const later = recordedRuns['reference-postgres'] === undefined ? ['nodes', 'database'] : [];
    const tried = (await loadChecks()).filter(
      ({ needs = [] }) => !needs.some((need) => later.includes(need)),
    );
    const recorded = tried.filter(({ id }) => recordedAnswer('reference', id) !== undefined);
    const rules = new Set(recorded.flatMap((check) => check.requirements));
    const missing = tried.flatMap((check) => check.requirements).filter((id) => !rules.has(id));
    // The reference server has no web client.
    expect([...new Set(missing)]).toEqual(['links/redirects-to-web-client']);
  });

  test('is the same for a run and for its stored form', async () => {
    const target = await openTarget('memory:reference');
    if (target.kind === 'client') expect.unreachable();
    const events: ReportEvent[] = [];
    await runSuite({
      server: target,
      checks: await loadChecks(),
      patterns: { only: ['BOOT', 'ping/*', 'AUTH-0*'], except: [] },
      seed: 'stored',
      run: '000000',
      again: false,
      onEvent: (event) => void events.push(plain(reportEvent(event)) as ReportEvent),
    });
    await target.close();
    const [started] = events;
    expect(started?.event === 'run-started' && started.target.storage).toBe('memory');
    const stored = storedEvents(events);
    const index = indexOfRuns({ reference: events });
    expect(Object.keys(index.examples).length).toBeGreaterThan(20);
    expect(indexOfRuns({ reference: stored })).toEqual(index);
    expect(JSON.stringify(stored).length).toBeLessThan(JSON.stringify(events).length / 2);
  });

  test('has of a check the answers to the requests that it names, or else to the likeliest one', () => {
    expect(recordedAnswers['parsec-cloud']).toMatchObject({
      'authentication/revoked-is-461': {
        answers: ['broken → 461', 'valid → 200 ok', 'broken → 200 no_tos'],
      },
      'user_create/seat-free': {
        answers: ['broken → 200 active_users_limit_reached', 'valid → 200 ok'],
      },
      'organization_create/archiving-period-not-negative#mistakes': {
        answers: ['broken → 422', 'broken → 404', 'valid → 200'],
      },
    });
  });

  test('knows every requirement that it names', () => {
    const ids = new Set<string>(requirements.map(({ id }) => id));
    expect(Object.keys(recordedExamples).filter((id) => !ids.has(id))).toEqual([]);
  });
});
