import { isIP } from 'node:net';
import tls from 'node:tls';
import { Administration } from '../judge/administration.ts';
import type { Check } from '../judge/check.ts';
import { newRecord } from '../judge/check-record.ts';
import { Deadline } from '../judge/deadline.ts';
import { type ServerUnderTest, serverUnderTest } from '../judge/facilities.ts';
import { STEPS } from '../judge/failure.ts';
import { Http } from '../judge/http.ts';
import { type PreflightFacts, preflight } from '../runner/preflight/preflight.ts';
import { notTried, type StepResult, trySteps, type WalkResults } from '../runner/preflight/try-steps.ts';
import { latenessBetween } from '../targets/judge-delay.ts';
import type { ServerTarget } from '../targets/target.ts';
import { type Endpoint, openEndpoint, type TlsOptions } from '../wire/endpoint.ts';
import { Secrets } from '../wire/secrets.ts';
import { type NextStep, nextStep } from './next-step.ts';
import { type Testability, testability } from './testability.ts';

/** Facts about a target that are known before the suite judges it. */
export interface Diagnosis extends PreflightFacts {
  readonly address: string;
  readonly tls: TlsFacts | undefined;
  /** One result for each step: create, bootstrap, authenticate, invite, enrol, listen. */
  readonly steps: readonly StepResult[];
  /** Whether it serves an event stream; undefined if no device could ask for it. */
  readonly events: boolean | undefined;
  /** Time from the answer to a change until its event, in ms. Undefined: no event was received. */
  readonly eventDelayMs: number | undefined;
  /** The organizations that it created, and whether they are expired now. */
  readonly organizations: readonly { readonly name: string; readonly expired: boolean }[];
  /** What to do about the first step that fails. */
  readonly next: NextStep | undefined;
  readonly testability: Testability;
}

/** The options of {@link diagnose}. */
export interface DiagnoseOptions {
  readonly tls: TlsOptions;
  /**
   * The beginning of the names of the organizations that it may create: `ps-RUN`. Undefined: it
   * creates none, so the steps are not tried.
   */
  readonly prefix: string | undefined;
  /** Seed of all keys and identifiers. Must be secret, because the server may be in use. */
  readonly seed: string;
  /** Ends it early. Created organizations are expired nevertheless. */
  readonly stop?: AbortSignal;
  /** How late this process was in a period. Default: measured. For tests. */
  readonly latenessBetween?: typeof latenessBetween;
}

/** Time limit of the preflight, in ms, without the round trips to a distant server. */
const PREFLIGHT_TIMEOUT_MS = 4000;

/** Number of round trips of the preflight, and the most time for them, in ms. */
const ROUND_TRIPS = 20;
const MAX_ALLOWANCE_MS = 8000;

/** Time limit of the expiry of organizations, in ms. */
const CLEANUP_TIMEOUT_MS = 2000;

/**
 * Inspects a target without judging it. Creates, bootstraps, authenticates, invites, enrols and
 * listens once, and expires what it has created.
 *
 * @param checks - The checks that are counted as testable or not.
 * @throws `TargetError` (`unreachable`) if nothing answers, or if the answer is not that of a
 *   Parsec server. The reason of `stop`, if it aborts during the preflight.
 * @example
 *   const diagnosis = await diagnose(target, await loadChecks(), {
 *     tls: {},
 *     prefix: 'ps-0a1b2c',
 *     seed: randomBytes(16).toString('hex'),
 *   });
 */
export async function diagnose(
  target: ServerTarget,
  checks: readonly Check[],
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  const server = serverUnderTest(target, options.tls);
  const tls = tlsFacts(openEndpoint(target.address, options.tls));
  // Without a timer or socket, Node would exit with code 0 before the result is there.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const examined = await examine(server, target, options).catch(async (error: unknown) => {
      // A server that never answered has created nothing.
      if (server.endpoint.roundTrips.median > 0) await expire(server, options.prefix, []);
      throw error;
    });
    const { facts, steps, eventDelayMs, created, events } = examined;
    const spontaneous = facts.spontaneous ?? examined.spontaneous;
    const isCreated = steps.some(({ step, outcome }) => step === 'create' && outcome === 'pass');
    const administration = facts.administration ?? (isCreated ? true : undefined);
    return {
      ...facts,
      administration,
      spontaneous,
      events,
      address: target.address,
      tls: await tls,
      steps,
      eventDelayMs,
      organizations: await expire(server, options.prefix, created),
      next: nextStep(steps),
      testability: testability(checks, {
        administration: administration ?? target.administrationToken !== undefined,
        spontaneous: spontaneous ?? false,
        // A stream that no device could ask for may be there.
        events: events ?? true,
        canStart: target.start !== undefined,
        declared: target.capabilities,
        undeployable: (what) => target.undeployable?.[what],
      }),
    };
  } finally {
    clearInterval(alive);
    server.endpoint.agent.destroy();
  }
}

/** The name of the organization of the steps, and of the one by which the preflight probes. */
const namesOf = (prefix: string) => ({ steps: `${prefix}-doctor`, probe: `${prefix}-probe` });

/** Runs the preflight, and then the steps if they are permitted. */
async function examine(
  server: ServerUnderTest,
  { administrationToken, capabilities: { families } }: ServerTarget,
  { prefix, seed, stop, latenessBetween: lateness = latenessBetween }: DiagnoseOptions,
): Promise<Omit<WalkResults, 'created'> & { facts: PreflightFacts; created: readonly string[] }> {
  const deadline = new Deadline(PREFLIGHT_TIMEOUT_MS, stop);
  const http = new Http(server.endpoint, deadline, newRecord(new Secrets()), { waits: false });
  const { durationMs } = await http.send({ target: '/', until: 'head' });
  deadline.extend(Math.min(ROUND_TRIPS * durationMs, MAX_ALLOWANCE_MS));
  const names = prefix === undefined ? undefined : namesOf(prefix);
  // Without a token the organization of the probe could not be expired. The steps show as much.
  const probeName = administrationToken === undefined ? undefined : names?.probe;
  const facts = await preflight(http, server, probeName, families).finally(() => deadline.end());
  // The facts of an interrupted preflight are wrong.
  stop?.throwIfAborted();
  const untried = (reason: string) => ({
    ...{ facts, steps: STEPS.map((step) => notTried(step, reason)), created: [] },
    ...{ eventDelayMs: undefined, spontaneous: undefined, events: undefined },
  });
  if (names === undefined) return untried('the target is not on this machine (--yes)');
  if (facts.administration === false) return untried('the administration token is wrong');
  const { clockSkewMs, roundTripMs } = facts;
  const tried = await trySteps(server, {
    ...{ name: names.steps, seed, families, clockSkewMs, roundTripMs, stop },
    latenessBetween: lateness,
  });
  const created = [tried.created ? names.steps : '', facts.spontaneous === true ? names.probe : ''];
  return { ...tried, facts, created: created.filter((name) => name !== '') };
}

/**
 * Expires the organizations that were created, because organizations cannot be deleted.
 *
 * @param created - the names that are known to be organizations
 */
async function expire(
  { endpoint, administrationToken }: ServerUnderTest,
  prefix: string | undefined,
  created: readonly string[],
): Promise<Diagnosis['organizations']> {
  if (prefix === undefined) return [];
  const deadline = new Deadline(CLEANUP_TIMEOUT_MS);
  const http = new Http(endpoint, deadline, newRecord(new Secrets()), { waits: false });
  const administration = new Administration(http, administrationToken);
  const names = Object.values(namesOf(prefix));
  // A name may be an organization although its creation was not answered.
  const expired = await Promise.all(
    names.map(async (name) => {
      if (administrationToken === undefined) return false;
      return (await administration.patch(name, { is_expired: true })).status === 200;
    }),
  ).finally(() => deadline.end());
  return names
    .map((name, index) => ({ name, expired: expired[index] === true }))
    .filter(({ name, expired }) => expired || created.includes(name));
}

/** Facts about a TLS connection to the target. */
export interface TlsFacts {
  readonly protocol: string;
  /** Why its certificate is not trusted, or undefined if it is. */
  readonly distrusted: string | undefined;
  /** When its certificate expires. */
  readonly validTo: string;
}

/**
 * Connects over TLS and reads facts of the connection. Accepts any certificate. Undefined for plain
 * HTTP and if nothing answers.
 */
function tlsFacts({ secure, connection }: Endpoint): Promise<TlsFacts | undefined> {
  if (!secure) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const { hostname, port, ca } = connection;
    const socket = tls.connect({
      host: hostname,
      port,
      // An IP address cannot be a server name (SNI) by which a server selects its certificate.
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      rejectUnauthorized: false,
      ...(ca === undefined ? {} : { ca }),
    });
    socket.setTimeout(PREFLIGHT_TIMEOUT_MS, () => socket.destroy());
    socket.on('secureConnect', () => {
      const error = socket.authorizationError as Error | string | null;
      resolve({
        protocol: socket.getProtocol() ?? 'unknown',
        distrusted: socket.authorized
          ? undefined
          : String(error instanceof Error ? error.message : (error ?? 'unknown')),
        validTo: socket.getPeerCertificate().valid_to ?? 'unknown',
      });
      socket.destroy();
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}
