import { requirements as catalogueList } from '@parsec-spec/spec/requirements';
import own from '../../package.json' with { type: 'json' };
import { Administration } from '../judge/administration.ts';
import { newRecord } from '../judge/check-record.ts';
import { Deadline } from '../judge/deadline.ts';
import { Http } from '../judge/http.ts';
import { latenessBetween, measureDelay } from '../targets/judge-delay.ts';
import { TargetError } from '../targets/target.ts';
import { apiVersion } from '../wire/api-version.ts';
import { terminalLine } from '../wire/terminal-text.ts';
import { checkBaseline } from './baseline.ts';
import { causesOf } from './causes.ts';
import type { CheckResult } from './check-result.ts';
import { createFacilities, type RunFacilities } from './facilities/create-facilities.ts';
import { existingOrganizations, expireOrganizations } from './facilities/expire-organizations.ts';
import { type ComparedServer, playLives } from './play-lives.ts';
import { type PreflightFacts, preflight } from './preflight/preflight.ts';
import { probe } from './preflight/try-steps.ts';
import { isFinding, isRed, type JudgedTarget, type LeftOrganizations, type RunResult } from './run-events.ts';
import { runChecks } from './scheduler.ts';
import { selectChecks, selectsProperties } from './select.ts';
import type { RecordedFinding, SuiteOptions } from './suite-options.ts';
import { countOutcomes, countRows, verdictOf } from './verdict.ts';

/**
 * Runs the suite against one server, one client, or both, and reports its progress as events.
 *
 * @param options - `onEvent` receives `run-started`, a `check-finished` for each check,
 *   `properties-finished` if lives were generated, and `run-finished`. The caller opens and closes the targets.
 * @returns The last event, with the verdict.
 * @throws `SelectionError` (`nothing-selected`) if a pattern selects no check.
 * @throws `TargetError`: `usage` for a wrong administration token or an unknown check in the
 *   baseline; `unreachable` if the server does not answer, is not a Parsec server, or disappears
 *   during the run. What ends a run early is thrown after `run-finished`, which has the results so
 *   far.
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
export async function runSuite(options: SuiteOptions): Promise<RunResult> {
  const { server, client, seed, onEvent, patterns = { only: [], except: [] } } = options;
  const started = performance.now();
  if (options.again !== false) measureDelay();
  const catalogue = new Map(catalogueList.map((requirement) => [requirement.id as string, requirement]));
  const kinds = new Set<'server' | 'client'>([
    ...(server === undefined ? [] : ['server' as const]),
    ...(client === undefined ? [] : ['client' as const]),
  ]);
  const applicable = options.checks.filter(({ kind }) => kinds.has(kind));
  const checks = selectChecks(applicable, catalogue, patterns);
  checkBaseline(options.baseline ?? [], options.checks);
  const runFacilities = createFacilities(server, options.run, options.tls ?? {});
  const { against } = options.properties ?? {};
  if (against !== undefined) checkBaseline(against.baseline, options.checks);
  const facilitiesAgainst = against && createFacilities(against.server, options.run, options.tls ?? {});
  // Without a timer or socket, Node would exit with code 0 and the run would have no verdict.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const facts = await runPreflight(options, runFacilities);
    const beside = facilitiesAgainst && (await openBeside(options, facilitiesAgainst));
    // The command of a target may hold the administration token as an option.
    const hide = (text: string) => runFacilities.facilities.secrets.redactKnown(text);
    const fileOf = (file: string | undefined) => (file === undefined ? {} : { file: nameOf(file) });
    const identity: JudgedTarget[] = [
      ...(server === undefined
        ? []
        : [
            {
              ...{
                kind: server.kind,
                address: hide(server.spec),
                server: nameOf(facts?.server ?? 'unknown'),
              },
              ...fileOf(server.file),
              ...(server.storage === undefined ? {} : { storage: server.storage }),
            },
          ]),
      ...(client === undefined
        ? []
        : [
            {
              ...{ kind: 'client', address: client.address, server: nameOf(client.driver.client) },
              ...fileOf(client.file),
            },
          ]),
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
    const finishedChecks: CheckResult[] = [];
    const named = new Map<string, readonly string[]>();
    const onFinding = (finding: RecordedFinding): void => {
      named.set(finding.check, namesIn(finding, runFacilities.names));
      options.onFinding?.(finding);
    };
    const recording = options.onFinding === undefined ? options : { ...options, onFinding };
    let failure: { readonly error: unknown } | undefined;
    const interrupted = await runChecks(checks, { options: recording, runFacilities, catalogue }, (event) => {
      finishedChecks.push(event);
      onEvent(event);
    }).catch((error: unknown) => {
      failure = { error };
      return true;
    });
    const isEnding =
      interrupted || (options.failFast === true && finishedChecks.some(({ outcome }) => isRed(outcome)));
    const lives =
      isEnding || !selectsProperties(patterns)
        ? undefined
        : await playLives(options, runFacilities, catalogue, beside);
    const isInterrupted = interrupted || options.stop?.aborted === true || lives?.failure !== undefined;
    const properties = lives?.finished;
    if (properties !== undefined) onEvent(properties);
    if (lives?.failure !== undefined) {
      const { what, hint, log = runFacilities.main?.log() ?? '' } = lives.failure;
      failure = { error: new TargetError('unreachable', what, hint, log) };
    }
    const findings = finishedChecks.filter(({ outcome }) => isFinding(outcome));
    const open = new Set(findings.flatMap(({ check }) => named.get(check) ?? []));
    const isOver = isInterrupted || failure !== undefined;
    const organizations = await cleanUp(options, runFacilities, open, isOver);
    const organizationsAgainst =
      against &&
      facilitiesAgainst &&
      (await cleanUp({ ...options, server: against.server }, facilitiesAgainst, new Set(), isOver));
    const counts = countOutcomes(finishedChecks);
    const verdict = verdictOf(counts, properties);
    const contradictions = facts === undefined ? [] : contradictionsOf(facts, finishedChecks);
    const finished: RunResult = {
      event: 'run-finished',
      verdict: isInterrupted && verdict === 'pass' ? 'none' : verdict,
      counts,
      causes: causesOf(finishedChecks),
      requirements: countRows(catalogueList, kinds, finishedChecks),
      durationMs: Math.round(performance.now() - started),
      interrupted: isInterrupted,
      organizations,
      ...(organizationsAgainst === undefined ? {} : { organizationsAgainst }),
      ...(contradictions.length === 0 ? {} : { contradictions }),
    };
    onEvent(finished);
    if (failure !== undefined) throw failure.error;
    return finished;
  } finally {
    clearInterval(alive);
    for (const one of [runFacilities, facilitiesAgainst]) {
      await one?.close();
      one?.main?.endpoint.agent.destroy();
    }
  }
}

/** Longest name of a target that reports show, in characters. */
const MAX_NAME_LENGTH = 200;

/** A name that a target gave itself, for reports. */
const nameOf = (name: string): string => terminalLine(name).slice(0, MAX_NAME_LENGTH);

/** Time limit of the preflight, in ms. A server on a busy machine may need most of it. */
const PREFLIGHT_TIMEOUT_MS = 30_000;

async function runPreflight(
  {
    server,
    withoutPreflight,
    seed,
    stop,
    timeout,
    latenessBetween: lateness = latenessBetween,
  }: SuiteOptions,
  runFacilities: RunFacilities,
  whose = '',
): Promise<(PreflightFacts & { readonly events: boolean }) | undefined> {
  if (runFacilities.main === undefined || server === undefined) return undefined;
  if (withoutPreflight !== undefined) {
    runFacilities.setFacts({ clockSkewMs: 0, roundTripMs: 0, capabilities: withoutPreflight });
    return undefined;
  }
  const deadline = new Deadline(PREFLIGHT_TIMEOUT_MS, stop);
  const record = newRecord(runFacilities.facilities.secrets);
  const http = new Http(runFacilities.main.endpoint, deadline, record, { timeoutMs: timeout });
  const probeName = runFacilities.facilities.newOrganizationName(runFacilities.main);
  const { families } = server.capabilities;
  const facts = await preflight(http, runFacilities.main, probeName, families).finally(() => {
    deadline.end();
    stop?.throwIfAborted();
  });
  if (facts.administration === false)
    throw new TargetError(
      'usage',
      `the administration token${whose} is wrong`,
      `give the token the server was started with: ${whose === '' ? '--administration-token' : '--against-administration-token-file'}`,
    );
  const { clockSkewMs, roundTripMs, spontaneous } = facts;
  const name = runFacilities.facilities.newOrganizationName(runFacilities.main);
  // Without an organization the checks of events are blocked by the step that failed.
  const { isCreated, events = true } = await probe(runFacilities.main, {
    ...{ name, seed: `${seed} ${name}`, families, clockSkewMs, roundTripMs, stop },
    latenessBetween: lateness,
  });
  runFacilities.setFacts({
    clockSkewMs,
    roundTripMs,
    capabilities: { spontaneous: spontaneous ?? false, events },
  });
  return { ...facts, events, administration: facts.administration ?? (isCreated ? true : undefined) };
}

/** Where checks saw what the preflight says that the server does not have. */
function contradictionsOf(
  { events }: { readonly events: boolean },
  checks: readonly CheckResult[],
): string[] {
  const listened = checks.find(({ exchanges }) =>
    exchanges.some(
      ({ request, response }) => /^[^?]*\/events(\?|$)/.test(request.target) && response?.status === 200,
    ),
  );
  return events || listened === undefined
    ? []
    : [
        `checks of events did not run, because the preflight was answered as if there was no event stream, but \`${listened.check}\` opened one`,
      ];
}

/** Inspects the server with which the target is compared. */
async function openBeside(
  options: SuiteOptions,
  runFacilities: RunFacilities,
): Promise<ComparedServer | undefined> {
  const server = options.properties?.against?.server;
  if (server === undefined) return undefined;
  const facts = await runPreflight({ ...options, server }, runFacilities, ' of the --against server');
  const address = runFacilities.facilities.secrets.redactKnown(server.spec);
  return {
    identity: { kind: server.kind, address, server: nameOf(facts?.server ?? 'unknown') },
    runFacilities,
  };
}

/** The organizations of the run to which a finding sent requests. Its script needs them. */
function namesIn({ exchanges, culprit }: RecordedFinding, names: readonly string[]): readonly string[] {
  const words = new Set([...exchanges, culprit].flatMap(({ request }) => request.target.split(/[/?]/)));
  return names.filter((name) => words.has(name));
}

/** Time limit of the cleaning after a run, and of one answer in it if the run ended early, in ms. */
const CLEANING_TIMEOUT_MS = 20_000;
const LAST_ANSWER_MS = 500;

/**
 * Expires the organizations that the run created on a server at a URL, except those that stay open.
 * Counts them.
 *
 * @param isOver - the run ended early: the first request without an answer ends the cleaning
 */
async function cleanUp(
  { server, timeout }: SuiteOptions,
  runFacilities: RunFacilities,
  open: ReadonlySet<string>,
  isOver: boolean,
): Promise<LeftOrganizations> {
  const { main, names } = runFacilities;
  if (main === undefined || server?.kind !== 'url') return { created: 0, expired: 0 };
  const deadline = new Deadline(CLEANING_TIMEOUT_MS);
  // It does not wait for a server that answers 429 or 503.
  const http = new Http(main.endpoint, deadline, newRecord(runFacilities.facilities.secrets), {
    waits: false,
    timeoutMs: isOver ? LAST_ANSWER_MS : timeout,
  });
  const onSilence = () => {
    if (isOver) deadline.end();
  };
  const { administrationToken: token } = main;
  const { signal } = deadline;
  const others = names.filter((name) => !open.has(name));
  try {
    const remaining = await existingOrganizations([...open], http, signal, onSilence);
    const counts =
      token === undefined
        ? { created: 0, expired: 0 }
        : await expireOrganizations(others, new Administration(http, token), signal, onSilence);
    // A server without the route for expiry answers 404, as it does for an unknown organization.
    const isUnclear = counts.created === 0 && counts.refusal === undefined;
    const created = isUnclear
      ? (await existingOrganizations(others, http, signal, onSilence)).length
      : counts.created;
    return {
      ...{ ...counts, created: created + remaining.length },
      ...(isUnclear && created > 0 && token !== undefined ? { refusal: { http: 404 } } : {}),
      ...(remaining.length === 0 ? {} : { open: remaining }),
    };
  } finally {
    deadline.end();
  }
}

/** Identity of the suite: name, version and requirement set. */
export const suite = {
  name: 'parsec-spec',
  version: own.version,
  requirementSet: `parsec-${apiVersion}/${own.version}`,
} as const;
