import { Administration } from '../case/administration.ts';
import { newRecord } from '../case/check-record.ts';
import { Deadline } from '../case/deadline.ts';
import { EventStream } from '../case/event-stream.ts';
import { Expectations } from '../case/expect.ts';
import type { ServerUnderTest } from '../case/facilities.ts';
import { Failure, STEPS, type Step } from '../case/failure.ts';
import { Http } from '../case/http.ts';
import { type Member, Members } from '../case/members.ts';
import { createOrganization, type Organization } from '../case/organization.ts';
import { Secrets } from '../case/redaction.ts';
import { Rpc } from '../case/rpc.ts';
import { commandIn } from '../case/step-of.ts';
import { TargetClock } from '../case/target-clock.ts';
import { Cast } from '../people/cast.ts';
import { makeFounding } from '../people/founding.ts';
import { Random } from '../people/random.ts';
import type { ServedFamily } from '../targets/capabilities.ts';
import type { Exchange } from '../wire/exchange.ts';

/** Time limit of one step, in ms. Round trips to a distant server are added. */
const STEP_TIMEOUT_MS = 3000;

/** No step begins later than this, in ms. Round trips to a distant server are added. */
const LAST_START_MS = 6000;

/** Maximum wait for one event, in ms. */
const EVENT_TIMEOUT_MS = 2000;

/** Number of round trips that a time limit allows for, and the most time for them, in ms. */
const ROUND_TRIPS = 20;
const MAX_ALLOWANCE_MS = 5000;

/** The result of one step. */
export interface StepResult {
  readonly step: Step;
  readonly outcome: 'pass' | 'fail' | 'notTried';
  /** 0 if it was not tried. */
  readonly durationMs: number;
  /** The request that failed: `POST /anonymous/ORG organization_bootstrap`. */
  readonly request?: string;
  /** The expected answer, if it failed. */
  readonly expected?: string;
  /** The answer, if it failed. */
  readonly observed?: string;
  /** Why it was not tried. */
  readonly reason?: string;
}

/** The results of all steps. */
export interface StepResults {
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
}

/**
 * Creates and bootstraps one organization, authenticates its first device, invites and enrols a
 * user, and listens. Without an administration token, the bootstrap must create the organization.
 *
 * A step without an answer ends after three seconds, and no other is tried after it. Never throws
 * for what the server does.
 */
export async function trySteps(server: ServerUnderTest, options: StepOptions): Promise<StepResults> {
  const walk = new Walk(server, options);
  const steps: StepResult[] = [];
  for (const step of STEPS) steps.push(await walk.take(step));
  const { eventDelayMs, spontaneous, created } = walk;
  return { steps, eventDelayMs, spontaneous, created };
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

/** Thrown by a step that cannot be tried. The message is the reason. */
class NotTried extends Error {}

/** The callers of one step, which end at its time limit. */
interface Tools {
  readonly administration: Administration;
  readonly rpc: Rpc;
  readonly members: Members;
  readonly signal: AbortSignal;
}

/** One walk through the steps. */
class Walk {
  eventDelayMs: number | undefined;
  spontaneous: boolean | undefined;
  created = false;
  readonly #server: ServerUnderTest;
  readonly #options: StepOptions;
  readonly #cast: Cast;
  readonly #clock = new TargetClock();
  readonly #secrets = new Secrets();
  readonly #expect = new Expectations();
  readonly #started = performance.now();
  readonly #allowanceMs: number;
  readonly #passed = new Set<Step>();
  /** A step that the server did not answer in time. */
  #silentAt: Step | undefined;
  #organization: Organization | undefined;
  #author: Member | undefined;

  readonly #attempts: Readonly<Record<Step, (tools: Tools) => Promise<void>>> = {
    create: (tools) => this.#create(tools),
    bootstrap: (tools) => this.#bootstrap(tools),
    authenticate: (tools) => this.#authenticate(tools),
    invite: (tools) => this.#invite(tools),
    enrol: (tools) => this.#enrol(tools),
    listen: (tools) => this.#listen(tools),
  };

  constructor(server: ServerUnderTest, options: StepOptions) {
    this.#server = server;
    this.#options = options;
    this.#cast = new Cast(new Random(options.seed, 'doctor'));
    this.#clock.skewMs = options.clockSkewMs;
    this.#allowanceMs = Math.min(ROUND_TRIPS * options.roundTripMs, MAX_ALLOWANCE_MS);
    if (server.administrationToken !== undefined)
      this.#secrets.administrationToken(server.administrationToken);
  }

  /** Tries a step, unless one that it needs has failed. */
  async take(step: Step): Promise<StepResult> {
    const { stop } = this.#options;
    const started = performance.now();
    const limit = STEP_TIMEOUT_MS + (step === 'listen' ? 2 * EVENT_TIMEOUT_MS : 0);
    const deadline = new Deadline(limit + this.#allowanceMs, stop);
    try {
      this.#requireReady(step);
      await this.#attempts[step](this.#tools(deadline));
      this.#passed.add(step);
      return { step, outcome: 'pass', durationMs: Math.round(performance.now() - started) };
    } catch (error) {
      if (error instanceof NotTried) return notTried(step, error.message);
      if (!(error instanceof Failure)) throw error;
      if (stop?.aborted === true) return notTried(step, 'interrupted');
      const { expected, observed, exchange } = error;
      if (exchange?.error === 'timeout') this.#silentAt ??= step;
      return {
        step,
        outcome: 'fail',
        durationMs: Math.round(performance.now() - started),
        ...(exchange === undefined ? {} : { request: this.#secrets.redact(requestLine(exchange)) }),
        expected: this.#secrets.redact(expected),
        observed: this.#secrets.redact(observed),
      };
    } finally {
      deadline.end();
    }
  }

  async #create({ administration }: Tools): Promise<void> {
    const { name } = this.#options;
    if (this.#server.administrationToken === undefined) {
      // The bootstrap creates the organization, if the server permits it.
      this.#organization = {
        id: name,
        token: null,
        bootstrapUrl: undefined,
        bootstrapUrlAsHttpRedirection: undefined,
      };
      throw new NotTried('no administration token (--administration-token)');
    }
    const facts = { administered: true, spontaneous: false, secrets: this.#secrets };
    this.#organization = await createOrganization(name, {}, administration, facts);
    this.created = true;
  }

  async #bootstrap({ rpc }: Tools): Promise<void> {
    const { id, token } = this.#organization ?? raise('no organization');
    const person = this.#cast.person('alice');
    const { device } = person;
    const root = this.#cast.signingKey('root');
    const { message } = makeFounding({ token, root, at: this.#clock.now(), person, device });
    const answer = await rpc.anonymous(id, message);
    if (token !== null) this.#expect.reply(answer, 'ok', 'the bootstrap');
    else {
      this.#expect.answer(answer, ['ok', 404], 'the bootstrap of an organization that does not exist');
      this.spontaneous = answer.status === 200;
      if (!this.spontaneous) throw new NotTried('no administration token, and spontaneous creation is off');
      this.created = true;
    }
    this.#author = { organization: id, device, person };
  }

  async #authenticate({ rpc }: Tools): Promise<void> {
    const call = () => rpc.authenticated(this.#anAuthor, { cmd: 'organization_info' });
    const answer = await call();
    // The server may give each new organization terms of service.
    const hasTerms = answer.status === 463;
    if (hasTerms) await this.#acceptTerms(rpc);
    this.#expect.reply(hasTerms ? await call() : answer);
  }

  async #acceptTerms(rpc: Rpc): Promise<void> {
    const answer = await rpc.tos(this.#anAuthor, { cmd: 'tos_get' });
    const tos_updated_on = this.#expect.instant(this.#expect.reply(answer), 'updated_on', answer);
    this.#expect.reply(await rpc.tos(this.#anAuthor, { cmd: 'tos_accept', tos_updated_on }));
  }

  async #invite({ rpc }: Tools): Promise<void> {
    const answer = await rpc.authenticated(this.#anAuthor, invitationOf('zack'));
    const token = this.#expect.bytes(this.#expect.reply(answer), 'token', answer);
    this.#expect.equal(token.length, 16, 'bytes of the token', answer);
    const hex = Buffer.from(token).toString('hex');
    this.#expect.reply(await rpc.invited(this.#anAuthor.organization, hex, { cmd: 'invite_info' }));
  }

  async #enrol({ members }: Tools): Promise<void> {
    await members.enrol(this.#anAuthor, this.#cast.person('bob'));
  }

  /** Opens a stream, and waits for the event of a change if an earlier step shows one that works. */
  async #listen({ rpc, members, signal }: Tools): Promise<void> {
    const author = this.#anAuthor;
    const opened = this.#clock.now();
    const opening = await rpc.listen(author);
    this.#expect.answer(opening.exchange, 200, 'opening an event stream');
    const stream = new EventStream(opening, opened, signal, this.#secrets, EVENT_TIMEOUT_MS);
    try {
      const { fields } = await stream.next('the event ORGANIZATION_CONFIG');
      this.#expect.equal(fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
      const invited = { event: 'INVITATION', invitation_status: 'PENDING' };
      const { message, at } = members.enrolment(author, { person: this.#cast.person('carol') });
      const change = this.#passed.has('enrol')
        ? { command: message, event: { event: 'COMMON_CERTIFICATE', timestamp: at }, late: [invited] }
        : { command: invitationOf('yves'), event: invited, late: [] };
      if (!this.#passed.has('enrol') && !this.#passed.has('invite')) return;
      const { command, event, late } = change;
      // The event may arrive before the answer.
      const arriving = stream.event(event, `the event ${event.event}`, late).then(() => performance.now());
      arriving.catch(() => undefined);
      this.#expect.reply(await rpc.authenticated(author, command));
      const answered = performance.now();
      this.eventDelayMs = Math.max(0, Math.round((await arriving) - answered));
    } finally {
      stream.close();
    }
  }

  get #anAuthor(): Member {
    return this.#author ?? raise('no device');
  }

  #requireReady(step: Step): void {
    const { families, stop } = this.#options;
    if (stop?.aborted === true) throw new NotTried('interrupted');
    const unserved = familiesOf[step].find((family) => !families.includes(family));
    if (unserved !== undefined)
      throw new NotTried(`the target file does not declare the family \`${unserved}\``);
    const before = neededSteps[step];
    const isReady = before === undefined || this.#passed.has(before);
    if (!isReady && !(step === 'bootstrap' && this.#organization !== undefined))
      throw new NotTried(`needs ${before}`);
    if (this.#silentAt !== undefined) throw new NotTried(`${this.#silentAt} was not answered in time`);
    if (performance.now() - this.#started > LAST_START_MS + this.#allowanceMs)
      throw new NotTried('the earlier steps took too long');
  }

  #tools(deadline: Deadline): Tools {
    const { endpoint, administrationToken } = this.#server;
    const http = new Http(endpoint, deadline, newRecord(this.#secrets), { waits: false });
    const now = () => this.#clock.now();
    const rpc = new Rpc(http, now);
    return {
      administration: new Administration(http, administrationToken),
      rpc,
      members: new Members(this.#cast, now, rpc, this.#expect),
      signal: deadline.signal,
    };
  }
}

/** The result of a step that was not tried. */
export const notTried = (step: Step, reason: string): StepResult => ({
  ...{ step, outcome: 'notTried', durationMs: 0, reason },
});

/** `invite_new_user` without a mail. */
const invitationOf = (name: string) => ({
  cmd: 'invite_new_user',
  claimer_email: `${name}@example.com`,
  send_email: false,
});

function requestLine({ request }: Exchange): string {
  return `${request.method} ${request.target} ${commandIn(request.body)}`.trimEnd();
}

function raise(message: string): never {
  throw new Error(message);
}
