import { requirements as catalogueList } from '@parsec-spec/spec/requirements';
import own from '../../package.json' with { type: 'json' };
import { Administration } from '../case/administration.ts';
import { newRecord } from '../case/check-record.ts';
import { Deadline } from '../case/deadline.ts';
import { Http } from '../case/http.ts';
import { type PreflightFacts, preflight } from '../doctor/preflight.ts';
import { TargetError } from '../targets/target.ts';
import { apiVersion } from '../wire/api-version.ts';
import { terminalLine } from '../wire/terminal-text.ts';
import { checkBaseline } from './baseline.ts';
import { causesOf } from './causes.ts';
import { createFacilities, type RunFacilities } from './facilities/create-facilities.ts';
import { countOrganizations, expireOrganizations } from './facilities/expire-organizations.ts';
import type { CheckFinished, RunFinished, TargetIdentity } from './run-events.ts';
import { judgeAll } from './scheduler.ts';
import { selectChecks } from './select.ts';
import type { SuiteOptions } from './suite-options.ts';
import { countOutcomes, countRows, verdictOf } from './tally.ts';

/**
 * Runs the suite against one server, one client, or both, and reports its progress as events.
 *
 * @param options - `onEvent` receives `run-started`, a `check-finished` for each check, and
 *   `run-finished`. The caller opens and closes the targets.
 * @returns The last event, with the verdict.
 * @throws `SelectionError` (`nothing-selected`) if a pattern selects no check.
 * @throws `TargetError`: `usage` for a wrong administration token or an unknown check in the
 *   baseline; `unreachable` if the server does not answer, is not a Parsec server, or disappears
 *   during the run.
 * @example
 *   const server = await openTarget('memory:reference');
 *   if (server.kind === 'client') throw new Error('expected a server');
 *   const { verdict } = await runSuite({
 *     server,
 *     checks: await loadChecks(),
 *     seed: 'any text',
 *     run: '0a1b2c',
 *     onEvent: () => undefined,
 *   });
 */
export async function runSuite(options: SuiteOptions): Promise<RunFinished> {
  const { server, client, seed, onEvent, patterns = { only: [], except: [] } } = options;
  const started = performance.now();
  const catalogue = new Map(catalogueList.map((requirement) => [requirement.id as string, requirement]));
  const kinds = new Set<'server' | 'client'>([
    ...(server === undefined ? [] : ['server' as const]),
    ...(client === undefined ? [] : ['client' as const]),
  ]);
  const applicable = options.checks.filter(({ kind }) => kinds.has(kind));
  const checks = selectChecks(applicable, catalogue, patterns);
  checkBaseline(options.baseline ?? [], options.checks);
  const runFacilities = createFacilities(server, options.run, options.tls ?? {});
  // Without a timer or socket, Node would exit with code 0 and the run would have no verdict.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const facts = await runPreflight(options, runFacilities);
    const identity: TargetIdentity[] = [
      ...(server === undefined
        ? []
        : [{ kind: server.kind, address: server.spec, server: nameOf(facts?.server ?? 'unknown') }]),
      ...(client === undefined
        ? []
        : [{ kind: 'client', address: client.address, server: nameOf(client.driver.client) }]),
    ];
    const [target, second] = identity;
    if (target === undefined) throw new TargetError('usage', 'nothing to judge', 'name a server or a client');
    onEvent({
      event: 'run-started',
      format: 2,
      suite,
      target,
      ...(second === undefined ? {} : { client: second }),
      selection: {
        complete: patterns.only.length + patterns.except.length === 0,
        patterns: [...patterns.only, ...patterns.except.map((text) => `!${text}`)],
      },
      seed,
      startedAt: new Date().toISOString(),
      checks: checks.length,
      ...(facts === undefined
        ? {}
        : {
            facts: {
              ...facts,
              administration: facts.administration ?? null,
              spontaneous: facts.spontaneous ?? null,
            },
          }),
    });
    const done: CheckFinished[] = [];
    const interrupted = await judgeAll(checks, { options, runFacilities, catalogue }, (event) => {
      done.push(event);
      onEvent(event);
    });
    const organizations = await cleanUp(options, runFacilities);
    const counts = countOutcomes(done);
    const verdict = verdictOf(counts);
    const finished: RunFinished = {
      event: 'run-finished',
      verdict: interrupted && verdict === 'pass' ? 'none' : verdict,
      counts,
      causes: causesOf(done),
      requirements: countRows(catalogueList, kinds, done),
      durationMs: Math.round(performance.now() - started),
      interrupted,
      organizations,
    };
    onEvent(finished);
    return finished;
  } finally {
    clearInterval(alive);
    await runFacilities.close();
    runFacilities.main?.endpoint.agent.destroy();
  }
}

/** Longest name of a target that reports show, in characters. */
const MAX_NAME_LENGTH = 200;

/** A name that a target gave itself, for reports. */
const nameOf = (name: string): string => terminalLine(name).slice(0, MAX_NAME_LENGTH);

async function runPreflight(
  { server, withoutPreflight }: SuiteOptions,
  runFacilities: RunFacilities,
): Promise<PreflightFacts | undefined> {
  if (runFacilities.main === undefined || server === undefined) return undefined;
  if (withoutPreflight !== undefined) {
    runFacilities.setFacts({ clockSkewMs: 0, roundTripMs: 0, capabilities: withoutPreflight });
    return undefined;
  }
  const deadline = new Deadline(10_000);
  const http = new Http(runFacilities.main.endpoint, deadline, newRecord(runFacilities.facilities.secrets));
  const probeName = runFacilities.facilities.newOrganizationName(runFacilities.main);
  const { families } = server.capabilities;
  const facts = await preflight(http, runFacilities.main, probeName, families).finally(() => deadline.end());
  if (facts.administration === false)
    throw new TargetError(
      'usage',
      'the administration token is wrong',
      'give the token the server was started with: --administration-token',
    );
  const { clockSkewMs, roundTripMs, spontaneous, events } = facts;
  runFacilities.setFacts({
    clockSkewMs,
    roundTripMs,
    capabilities: { spontaneous: spontaneous ?? false, events },
  });
  return facts;
}

/** Expires the organizations that the run created on a server at a URL. Counts them. */
async function cleanUp(
  { server }: SuiteOptions,
  runFacilities: RunFacilities,
): Promise<RunFinished['organizations']> {
  const { main, names } = runFacilities;
  if (main === undefined || server?.kind !== 'url') return { created: 0, expired: 0 };
  const deadline = new Deadline(20_000);
  // An interrupted run also cleans up, but within 20 s. It does not wait for a server that answers
  // 429 or 503.
  const http = new Http(main.endpoint, deadline, newRecord(runFacilities.facilities.secrets), {
    waits: false,
  });
  const { administrationToken: token } = main;
  const counts =
    token === undefined
      ? countOrganizations(names, http, deadline.signal).then((created) => ({ created, expired: 0 }))
      : expireOrganizations(names, new Administration(http, token), deadline.signal);
  return await counts.finally(() => deadline.end());
}

/** Identity of the suite: name, version and requirement set. */
export const suite = {
  name: 'parsec-spec',
  version: own.version,
  requirementSet: `parsec-${apiVersion}/${own.version}`,
} as const;
