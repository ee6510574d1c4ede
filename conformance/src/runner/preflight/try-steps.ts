import { Administration } from '../../judge/administration.ts';
import { type CheckRecord, newRecord } from '../../judge/check-record.ts';
import { Deadline } from '../../judge/deadline.ts';
import { Expectations } from '../../judge/expect.ts';
import type { ServerUnderTest } from '../../judge/facilities.ts';
import { Failure, STEPS, type Step } from '../../judge/failure.ts';
import { Http } from '../../judge/http.ts';
import { Members } from '../../judge/members.ts';
import { type Observation, plainObservation } from '../../judge/observation.ts';
import { commandIn } from '../../judge/prerequisite-steps.ts';
import { Rpc } from '../../judge/rpc.ts';
import { TargetClock } from '../../judge/target-clock.ts';
import { Cast } from '../../people/cast.ts';
import { Random } from '../../people/random.ts';
import type { ServedFamily } from '../../targets/capabilities.ts';
import { formatLateness, type latenessBetween } from '../../targets/judge-delay.ts';
import { eventOf } from '../../wire/event-frames.ts';
import type { Exchange } from '../../wire/exchange.ts';
import { Secrets } from '../../wire/secrets.ts';
import { type PlainFailure, plainFailure } from '../check-result.ts';
import { type BodyView, viewExchange } from '../exchange-view.ts';
import {
  attempts,
  EVENT_TIMEOUT_MS,
  NotTried,
  openStream,
  type StepContext,
  type StepProgress,
  type StepTools,
} from './step-attempts.ts';

/** The result of one step. */
export interface StepResult {
  readonly step: Step;
  readonly outcome: 'pass' | 'fail' | 'notTried';
  /** 0 if it was not tried. */
  readonly durationMs: number;
  /** The request that failed: `POST /anonymous/ORG organization_bootstrap`. */
  readonly request?: string;
  /** The expected and the observed answer, if it failed. */
  readonly failure?: PlainFailure;
  /** The body of the answer that failed; absent if it is empty or an event stream. */
  readonly body?: BodyView;
  /** The event that an event stream that failed waited for after the first one. */
  readonly awaits?: string;
  /** What an event stream that failed has sent so far. */
  readonly received?: readonly StreamedLine[];
  /** Why it was not tried. */
  readonly reason?: string;
}

/** A line of an event stream, the event that its data decodes to, or the number of lines that are left out. */
export type StreamedLine =
  | { readonly line: string }
  | { readonly event: Observation; readonly end: string }
  | { readonly more: number };

/** The results of all steps. */
export interface WalkResults {
  /** One for each step, in the order of {@link STEPS}. */
  readonly steps: readonly StepResult[];
  /** Time from the answer to a change until its event, in ms. Undefined: no event was received. */
  readonly eventDelayMs: number | undefined;
  /**
   * Whether the server created the organization without the administration. Undefined if this was
   * not tried.
   */
  readonly spontaneous: boolean | undefined;
  /** Whether there is an organization with the name now. */
  readonly created: boolean;
  /** Whether the server has an event stream; undefined if no device could ask for it. */
  readonly events: boolean | undefined;
}

/** The inputs of {@link trySteps}. */
export interface StepOptions {
  /** Name of an organization that does not exist. */
  readonly name: string;
  /** Seed of all keys and identifiers. Must be secret, because the server may be in use. */
  readonly seed: string;
  /** The families that the target file declares. */
  readonly families: readonly ServedFamily[];
  readonly clockSkewMs: number;
  readonly roundTripMs: number;
  readonly stop: AbortSignal | undefined;
  readonly latenessBetween: typeof latenessBetween;
}

/**
 * Creates and bootstraps one organization, authenticates its first device, invites and enrols a
 * user, and listens. Without an administration token, the bootstrap must create the organization.
 *
 * A step without an answer ends at its time limit, and no other is tried after it. Never throws for
 * what the server does.
 */
export async function trySteps(server: ServerUnderTest, options: StepOptions): Promise<WalkResults> {
  const walk = new Walk(server, options);
  const steps: StepResult[] = [];
  for (const step of STEPS) steps.push(await walk.take(step));
  const { eventDelayMs, spontaneous, created, events } = walk.progress;
  return { steps, eventDelayMs, spontaneous, created, events };
}

/** Time limit of one step, in ms. Round trips to a distant server are added. */
const STEP_TIMEOUT_MS = 3000;

/** No step begins later than this, in ms. Round trips to a distant server are added. */
const LAST_START_MS = 6000;

/** Number of round trips that a time limit allows for, and the most time for them, in ms. */
const ROUND_TRIPS = 20;
const MAX_ALLOWANCE_MS = 5000;

const REPLY_TYPE = 'application/msgpack';

/** What the probe of a run shows about a server. */
export interface Probe {
  /** Whether the administration API created an organization. */
  readonly isCreated: boolean;
  /** Whether the server has an event stream; undefined if no device could ask for it. */
  readonly events: boolean | undefined;
}

/** Creates and bootstraps one organization, and asks for the event stream of its first device. */
export async function probe(server: ServerUnderTest, options: StepOptions): Promise<Probe> {
  const walk = new Walk(server, options);
  for (const step of ['create', 'bootstrap'] as const) await walk.take(step);
  return { isCreated: walk.progress.passed.has('create'), events: await walk.probeEvents() };
}

/** The step without which a step cannot be tried. */
const neededSteps: Readonly<Record<Step, Step | undefined>> = {
  create: undefined,
  bootstrap: 'create',
  authenticate: 'bootstrap',
  invite: 'authenticate',
  enrol: 'authenticate',
  listen: 'authenticate',
};

/** The families that a step calls. */
const familiesOf: Readonly<Record<Step, readonly ServedFamily[]>> = {
  create: [],
  bootstrap: ['anonymous'],
  authenticate: ['authenticated'],
  invite: ['authenticated', 'invited'],
  enrol: ['authenticated'],
  listen: ['authenticated'],
};

/** One walk through the steps. */
class Walk {
  readonly progress: StepProgress = { passed: new Set(), created: false };
  readonly #server: ServerUnderTest;
  readonly #options: StepOptions;
  readonly #context: StepContext;
  readonly #started = performance.now();
  readonly #allowanceMs: number;
  /** A step that the server did not answer in time. */
  #silentAt: Step | undefined;
  /** Whether a result names a wrong media type already. */
  #isTypeNamed = false;

  constructor(server: ServerUnderTest, options: StepOptions) {
    this.#server = server;
    this.#options = options;
    const clock = new TargetClock();
    clock.skewMs = options.clockSkewMs;
    const secrets = new Secrets();
    if (server.administrationToken !== undefined) secrets.administrationToken(server.administrationToken);
    const cast = new Cast(new Random(options.seed, 'doctor'));
    this.#context = { name: options.name, cast, clock, secrets };
    this.#allowanceMs = Math.min(ROUND_TRIPS * options.roundTripMs, MAX_ALLOWANCE_MS);
  }

  /** Tries a step, unless one that it needs has failed. */
  async take(step: Step): Promise<StepResult> {
    const { stop } = this.#options;
    const { secrets } = this.#context;
    const started = performance.now();
    const limit = STEP_TIMEOUT_MS + (step === 'listen' ? 2 * EVENT_TIMEOUT_MS : 0);
    const deadline = new Deadline(limit + this.#allowanceMs, stop);
    const record = newRecord(secrets);
    try {
      this.#requireReady(step);
      await attempts[step](this.#tools(deadline, record), this.progress, this.#context);
      this.progress.passed.add(step);
      const durationMs = Math.round(performance.now() - started);
      return this.#typeProblem(step, durationMs, record) ?? { step, outcome: 'pass', durationMs };
    } catch (error) {
      if (error instanceof NotTried) return notTried(step, error.message);
      if (!(error instanceof Failure)) throw error;
      if (stop?.aborted === true) return notTried(step, 'interrupted');
      const { overdueSince } = error;
      const lateness = overdueSince === undefined ? undefined : this.#options.latenessBetween(overdueSince);
      if (lateness !== undefined) return notTried(step, formatLateness(lateness));
      const { exchange, rules } = error;
      const { awaits } = this.progress;
      if (exchange?.error === 'timeout') this.#silentAt ??= step;
      const received = step === 'listen' ? streamedLines(exchange, secrets) : undefined;
      const body = received === undefined ? bodyOf(exchange, secrets) : undefined;
      return {
        step,
        outcome: 'fail',
        durationMs: Math.round(performance.now() - started),
        ...(exchange === undefined ? {} : { request: secrets.redact(requestLine(exchange)) }),
        failure: plainFailure({ ...error.facts, rules }, secrets),
        ...(body === undefined ? {} : { body }),
        ...(received === undefined ? {} : { received }),
        ...(step === 'listen' && awaits !== undefined ? { awaits } : {}),
      };
    } finally {
      deadline.end();
    }
  }

  /** Asks for the event stream of the first device. Undefined without a device. */
  async probeEvents(): Promise<boolean | undefined> {
    const { author } = this.progress;
    if (author === undefined) return undefined;
    const deadline = new Deadline(STEP_TIMEOUT_MS + this.#allowanceMs, this.#options.stop);
    const tools = this.#tools(deadline, newRecord(this.#context.secrets));
    const opening = await openStream(tools.rpc, author, this.progress).finally(() => deadline.end());
    opening.close();
    return this.progress.events;
  }

  /** The problem of the first reply with another media type. The steps go on; they do not need it. */
  #typeProblem(step: Step, durationMs: number, { exchanges }: CheckRecord): StepResult | undefined {
    const typeOf = (exchange: Exchange) => exchange.header('content-type');
    const wrong = exchanges.find(
      (exchange) => exchange.replyStatus !== undefined && typeOf(exchange) !== REPLY_TYPE,
    );
    if (wrong === undefined || this.#isTypeNamed) return undefined;
    this.#isTypeNamed = true;
    const type = typeOf(wrong);
    return {
      ...{ step, outcome: 'fail', durationMs, request: this.#context.secrets.redact(requestLine(wrong)) },
      failure: {
        expected: [{ header: 'Content-Type', is: REPLY_TYPE }],
        observed: [type === undefined ? { text: 'no Content-Type' } : { header: 'Content-Type', is: type }],
        rules: ['transport/reply-is-msgpack'],
      },
    };
  }

  #requireReady(step: Step): void {
    const { families, stop } = this.#options;
    const { passed, organization } = this.progress;
    if (stop?.aborted === true) throw new NotTried('interrupted');
    const unserved = familiesOf[step].find((family) => !families.includes(family));
    if (unserved !== undefined)
      throw new NotTried(`the target file does not declare the family \`${unserved}\``);
    const before = neededSteps[step];
    const isReady = before === undefined || passed.has(before);
    if (!isReady && !(step === 'bootstrap' && organization !== undefined))
      throw new NotTried(`needs ${before}`);
    if (this.#silentAt !== undefined) throw new NotTried(`${this.#silentAt} was not answered in time`);
    if (performance.now() - this.#started > LAST_START_MS + this.#allowanceMs)
      throw new NotTried('the earlier steps took too long');
  }

  #tools(deadline: Deadline, record: CheckRecord): StepTools {
    const { endpoint, administrationToken } = this.#server;
    const { cast, clock } = this.#context;
    const http = new Http(endpoint, deadline, record, { waits: false });
    const now = () => clock.now();
    const rpc = new Rpc(http, now);
    return {
      administration:
        administrationToken === undefined ? undefined : new Administration(http, administrationToken),
      rpc,
      members: new Members(cast, now, rpc, new Expectations()),
      signal: deadline.signal,
    };
  }
}

/** The result of a step that was not tried. */
export const notTried = (step: Step, reason: string): StepResult => ({
  ...{ step, outcome: 'notTried', durationMs: 0, reason },
});

/** Maximum number of lines that are kept of an event stream, and of the characters of one. */
const MAX_LINES = 8;
const MAX_CHARACTERS = 160;

/**
 * The lines of an event stream, and for the data of an event what it decodes to. Undefined if the answer is
 * not a stream. A token in an event is replaced by its name.
 */
function streamedLines(
  exchange: Exchange | undefined,
  secrets: Secrets,
): readonly StreamedLine[] | undefined {
  if (exchange?.request.method !== 'GET' || exchange.status !== 200) return undefined;
  const redact = (text: string) => secrets.redact(text);
  const lines = exchange.text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  const streamed = lines.slice(0, MAX_LINES).map((line): StreamedLine => {
    const event = eventOf(/^data: ?(.*?)[\r\n]*$/.exec(line)?.[1] ?? '');
    if (event === undefined) return { line: redact(line.slice(0, MAX_CHARACTERS)) };
    if (event.token instanceof Uint8Array) secrets.bytes(event.token, 'invitation token');
    return {
      event: plainObservation({ value: event }, redact),
      end: /[\r\n]*$/.exec(line)?.[0] ?? '',
    };
  });
  return lines.length > MAX_LINES ? [...streamed, { more: lines.length - MAX_LINES }] : streamed;
}

/** Bytes of the body of an answer that are shown. */
const MAX_BODY_BYTES = 4096;

/** The body of an answer, without secrets. Undefined if there is none or it is empty. */
function bodyOf(exchange: Exchange | undefined, secrets: Secrets): BodyView | undefined {
  if (exchange === undefined) return undefined;
  const redact = (text: string) => secrets.redact(text);
  const body = viewExchange(exchange, { redact, limit: MAX_BODY_BYTES }).response?.body;
  return body === undefined || body.bytes === 0 ? undefined : body;
}

function requestLine({ request }: Exchange): string {
  return `${request.method} ${request.target} ${commandIn(request.body)}`.trimEnd();
}
