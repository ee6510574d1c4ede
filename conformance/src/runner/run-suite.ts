import { requirements as catalogueList } from '@parsec-spec/spec/requirements';
import own from '../../package.json' with { type: 'json' };
import { Administration } from '../case/administration.ts';
import { newRecord } from '../case/check-record.ts';
import { Deadline } from '../case/deadline.ts';
import { Http } from '../case/http.ts';
import { type PreflightFacts, preflight } from '../doctor/preflight.ts';
import { TargetError } from '../targets/target.ts';
import { apiVersion } from '../wire/api-version.ts';
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
 * Runs the suite against at most one server and one client, and reports progress as events. Returns
 * the last event.
 *
 * Throws `TargetError` (unreachable, not a Parsec server, wrong administration token) and
 * `SelectionError` before the first event.
 */
export async function runSuite(options: SuiteOptions): Promise<RunFinished> {
  const { server, client, seed, onEvent, patterns = { only: [], except: [] } } = options;
  const started = performance.now();
  const catalogue = new Map(catalogueList.map((requirement) => [requirement.id as string, requirement]));
  const kinds = new Set<'server' | 'client'>([
    ...(server === undefined ? [] : ['server' as const]),
    ...(client === undefined ? [] : ['client' as const]),
  ]);
  const ours = options.checks.filter(({ kind }) => kinds.has(kind));
  const checks = selectChecks(ours, catalogue, patterns);
  checkBaseline(options.baseline ?? [], options.checks);
  const lent = createFacilities(server, options.run, options.tls ?? {});
  // Node exits with code 0 if no timer and no socket is left. The run would then end without a
  // verdict.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const facts = await look(options, lent);
    const identity: TargetIdentity[] = [
      ...(server === undefined
        ? []
        : [{ kind: server.kind, address: server.spec, server: facts?.server ?? 'unknown' }]),
      ...(client === undefined
        ? []
        : [{ kind: 'client', address: client.address, server: client.driver.client }]),
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
    const interrupted = await judgeAll(checks, { options, lent, catalogue }, (event) => {
      done.push(event);
      onEvent(event);
    });
    const organizations = await tidy(options, lent);
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
    await lent.close();
    lent.main?.endpoint.agent.destroy();
  }
}

async function look(
  { server, withoutPreflight }: SuiteOptions,
  lent: RunFacilities,
): Promise<PreflightFacts | undefined> {
  if (lent.main === undefined || server === undefined) return undefined;
  if (withoutPreflight !== undefined) {
    lent.learn({ clockSkewMs: 0, roundTripMs: 0, capabilities: withoutPreflight });
    return undefined;
  }
  const deadline = new Deadline(10_000);
  const http = new Http(lent.main.endpoint, deadline, newRecord(lent.facilities.secrets));
  const probeName = lent.facilities.newOrganizationName(lent.main);
  const { families } = server.capabilities;
  const facts = await preflight(http, lent.main, probeName, families).finally(() => deadline.end());
  if (facts.administration === false)
    throw new TargetError(
      'usage',
      'the administration token is wrong',
      'give the token the server was started with: --administration-token',
    );
  const { clockSkewMs, roundTripMs, spontaneous, events } = facts;
  lent.learn({ clockSkewMs, roundTripMs, capabilities: { spontaneous: spontaneous ?? false, events } });
  return facts;
}

/** Expires the run's organizations on a target that outlives the run. */
async function tidy({ server }: SuiteOptions, lent: RunFacilities): Promise<RunFinished['organizations']> {
  const { main, names } = lent;
  if (main === undefined || server?.kind !== 'url') return { created: 0, expired: 0 };
  const deadline = new Deadline(20_000);
  // An interrupted run also tidies up, but within a time limit. It does not wait for a server that
  // answers 429 or 503.
  const http = new Http(main.endpoint, deadline, newRecord(lent.facilities.secrets), { waits: false });
  const { administrationToken: token } = main;
  const tidied =
    token === undefined
      ? countOrganizations(names, http, deadline.signal).then((created) => ({ created, expired: 0 }))
      : expireOrganizations(names, new Administration(http, token), deadline.signal);
  return await tidied.finally(() => deadline.end());
}

/** Identity of the suite: name, version and requirement set. */
export const suite = {
  name: 'parsec-spec',
  version: own.version,
  requirementSet: `parsec-${apiVersion}/${own.version}`,
} as const;
