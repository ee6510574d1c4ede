import { CodedError } from '@parsec-spec/spec/errors';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { isBroken } from '../faults/model/answers.ts';
import type { OrganizationOutcome, OrganizationRequest, ReadCall, Status } from '../faults/model/calls.ts';
import { correctOutcomes, matchExpectedAnswer } from '../faults/model/organization-model.ts';
import { emptyOrganization, type OrganizationState, withStream } from '../faults/model/state.ts';
import { answerCall } from '../faults/model/transitions/call.ts';
import { closedBy, type SentEvent, sentEvent } from '../faults/model/transitions/sent-events.ts';
import { bootstrapAlone } from '../faults/organization/bootstrap-alone.ts';
import { outcomeOf } from '../faults/organization/outcome.ts';
import { TestOrganization } from '../faults/organization/test-organization.ts';
import type { Judge } from '../judge/judge.ts';
import { resumeAfter } from '../wire/event-frames.ts';
import type { Exchange } from '../wire/exchange.ts';
import { LifeStream } from './life-stream.ts';
import type { Malformation } from './malformations.ts';
import { alterationOf } from './malformed-requests.ts';
import { sendRequest } from './send-request.ts';
import {
  callerOf,
  type GreetingRun,
  movesOf,
  nearMissOf,
  type OrganizationName,
  requestOf,
  type StoryCall,
  type StorySettings,
} from './story.ts';

/** An answer that the model does not allow. */
export interface Counterexample {
  /** The requirement that the answer breaks. */
  readonly requirement: RequirementId;
  /** The requirements of the rules that the call breaks. */
  readonly rules: readonly RequirementId[];
  readonly request: OrganizationRequest;
  readonly observed: OrganizationOutcome;
  /** The correct outcomes. */
  readonly allowed: readonly OrganizationOutcome[];
  readonly exchange: Exchange;
  /**
   * With two servers: the one that gave the answer. `neither`: the model allows the answers of both, and
   * they differ.
   */
  readonly by?: 'target' | 'against' | 'both' | 'neither';
  /** The answer of the other server. */
  readonly other?: OrganizationOutcome;
  /** With `neither`: the requirement that one of the servers is known to break. */
  readonly knownBreach?: RequirementId;
}

/** An answer in a life, and the state of the model before it. */
export interface LifeAnswer extends Pick<Counterexample, 'request' | 'observed' | 'exchange'> {
  readonly state: OrganizationState;
  /** The requirement that it breaks, waived or not. */
  readonly breach?: RequirementId;
}

/** The target did not answer a call. Whether it took effect is unknown, so the life ends. */
export class Unanswered extends CodedError<'unanswered'> {
  readonly exchange: Exchange;

  constructor(exchange: Exchange) {
    super('unanswered', exchange.error ?? 'no answer');
    this.exchange = exchange;
  }
}

/** HTTP statuses of callers that are expired, revoked, frozen or have terms to accept. */
const ADMISSION: readonly Status[] = [460, 461, 462, 463];

/** Statuses of moves that were served. */
const SERVED: readonly Status[] = ['ok', 'not_ready'];

/** Statuses of calls that took effect. */
const SERVED_ANSWERS: readonly Status[] = [...SERVED, 200];

/** How long an event may take, in graces. */
const EVENT_GRACES = 3;

/** Changes that decide whether every member is served. */
const ORGANIZATION_CHANGES: readonly string[] = [
  'organization_update',
  'organization_expire',
  'organization_unexpire',
  'organization_publish_terms',
  'organization_remove_terms',
];

/** Whether a caller was served instead of refused, or refused instead of served. */
const isAdmission = ({ observed, allowed }: Counterexample): boolean =>
  [observed, ...allowed].some(({ status }) => ADMISSION.includes(status));

/**
 * The requirements that a device is refused at once, by those that it is refused. They are about
 * devices that the server has just authenticated.
 */
const AT_ONCE: ReadonlyMap<RequirementId, RequirementId> = new Map([
  ['authentication/expired-is-460', 'authentication/expiry-at-once'],
  ['authentication/revoked-is-461', 'authentication/revocation-at-once'],
  ['authentication/frozen-is-462', 'authentication/freeze-at-once'],
  ['terms-of-service/pending-is-463', 'terms-of-service/new-terms-block-at-once'],
]);

/** The name of an organization of a life. */
type Name = OrganizationName | 'first';

const NAMES: readonly Name[] = ['first', 'second', 'twin'];

/** An organization on the server, and the state that follows from all answers so far. */
interface Place {
  readonly organization: TestOrganization;
  state: OrganizationState;
  /** The events that were sent, oldest first, and the streams, by `DEVICE NUMBER`. */
  readonly log: SentEvent[];
  readonly streams: Map<string, LifeStream>;
}

/**
 * The organizations of a life, whose calls are made one after the other and compared with the model.
 */
export class Life {
  /** The calls that were made; those without a subject are left out. */
  readonly calls: StoryCall[] = [];
  /** Whether the target broke a waived requirement in a way that leaves the state unknown. */
  isOver = false;
  /** The command and status of each answer. */
  readonly answers: (readonly [command: string, status: Status])[] = [];
  /** The answers to the latest call of the story. Those before a change applied are left out. */
  readonly latest: LifeAnswer[] = [];
  readonly #judge: Judge;
  /** The organizations that were called. The others than the first may not exist. */
  readonly #places: Map<Name, Place>;
  /** The organization of the present call. */
  #here: Place;
  readonly #waived: ReadonlySet<RequirementId>;
  /** Devices that were authenticated at least once, each with its organization. */
  readonly #served = new Set<string>();

  private constructor(judge: Judge, first: Place, waived: ReadonlySet<RequirementId>) {
    this.#judge = judge;
    this.#places = new Map([['first', first]]);
    this.#here = first;
    this.#waived = waived;
  }

  /** The states of the organizations, the first one first. */
  get states(): ReadonlyMap<Name, OrganizationState> {
    return new Map(NAMES.map((name) => [name, this.#places.get(name)?.state ?? this.#unborn]));
  }

  /**
   * Founds the organization.
   *
   * @param waived - requirements that the target is known to break
   * @throws Failure if it cannot be created or bootstrapped
   */
  static async begin(
    judge: Judge,
    { active_users_limit }: StorySettings,
    waived: ReadonlySet<RequirementId> = new Set(),
  ): Promise<Life> {
    const founded = await bootstrapAlone(judge, active_users_limit);
    return new Life(judge, { ...founded, log: [], streams: new Map() }, waived);
  }

  /** An organization that does not exist. */
  get #unborn(): OrganizationState {
    return { ...emptyOrganization, birth: 'none', links: 0, isSpontaneous: this.#judge.has('spontaneous') };
  }

  #placeOf(name: Name): Place {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const { id, origin } = (this.#places.get('first') ?? this.#here).organization;
    const newId = name === 'twin' ? id.toUpperCase() : this.#judge.newName();
    const organization = new TestOrganization(this.#judge, newId, origin);
    const place = { organization, state: this.#unborn, log: [], streams: new Map() };
    this.#places.set(name, place);
    const all = [...this.#places.values()].map((one) => one.organization);
    for (const one of all) one.others = all.filter((other) => other !== one);
    return place;
  }

  /** The devices that exist in another organization only. */
  #strangers(): ReadonlySet<string> {
    const others = [...this.#places.values()].filter((place) => place !== this.#here);
    return new Set(others.flatMap(({ state }) => [...state.devices.keys()]));
  }

  /**
   * Makes a call, unless the story has lost its subject. Returns the counterexample, if there is one.
   * The state is then that before the call.
   *
   * @throws Unanswered
   */
  async play(call: StoryCall): Promise<Counterexample | undefined> {
    this.latest.length = 0;
    this.#here = this.#placeOf(call.in ?? 'first');
    const { organization, state } = this.#here;
    const now = organization.dateOf(this.#judge.now());
    const request = this.isOver ? undefined : requestOf(call, state, now, this.#strangers());
    if (request === undefined) return undefined;
    this.calls.push(call);
    if (call.cmd === 'greeting_run') return this.#run(call);
    if (call.cmd === 'stream_close') {
      const name = `${call.by} ${call.stream}`;
      this.#here.streams.get(name)?.close();
      this.#here.state = withStream(state, name, false);
      return undefined;
    }
    return (await this.#make(request, call)) ?? (await this.#settle(request)) ?? (await this.#hear());
  }

  /** Waits for what the streams of the organization must receive. */
  async #hear(): Promise<Counterexample | undefined> {
    const { streams, log } = this.#here;
    const open = [...streams].filter(([name]) => this.#here.state.streams.get(name) === true);
    if (this.isOver || open.length === 0) return undefined;
    const limitMs = EVENT_GRACES * this.#judge.grace;
    const heard = await Promise.all(
      open.map(async ([name, stream]) => ({ name, stream, breach: await stream.hear(limitMs, log) })),
    );
    for (const { name, stream, breach } of heard) {
      if (!stream.isOpen) this.#here.state = withStream(this.#here.state, name, false);
      if (breach === undefined) continue;
      if (this.#waived.has(breach.requirement)) {
        this.isOver = true;
        return undefined;
      }
      return {
        requirement: breach.requirement,
        rules: [],
        request: { cmd: 'events_listen', by: callerOf(name.replace(/ .*/, '')), stream: 1 },
        observed: { status: breach.observed },
        allowed: [{ status: breach.allowed }],
        exchange: stream.exchange,
      };
    }
    return undefined;
  }

  /** Opens an event stream, and returns the head of the answer. */
  async #listen(
    { by, stream, resumes }: Extract<ReadCall, { cmd: 'events_listen' }>,
    judge: Judge,
  ): Promise<Exchange> {
    const { organization, streams, log } = this.#here;
    const name = `${by.device} ${stream}`;
    const resumed = resumes === true ? streams.get(name) : undefined;
    const actor = organization.actor(by.user, by.device);
    const answer = await judge.rpc.listen(actor, { change: resumeAfter(resumed?.lastId) });
    if (answer.exchange.status === 200)
      streams.set(name, new LifeStream(answer, by.user, organization, log, resumed));
    return answer.exchange;
  }

  /** Notes what a served call sends to the streams, and which of them it closes. */
  #note(before: OrganizationState, request: OrganizationRequest, observed: OrganizationOutcome): void {
    const { state, streams, log } = this.#here;
    const event = sentEvent(before, state, request, observed);
    const closed = SERVED_ANSWERS.includes(observed.status) ? closedBy(state, request) : undefined;
    if (event !== undefined) log.push(event);
    for (const stream of streams.values()) {
      if (event !== undefined) stream.sent(event);
      if (closed?.users.includes(stream.user) === true) stream.mustEnd = closed.requirement;
      if (request.cmd === 'user_update' || !('by' in request || 'token' in request)) stream.mayEnd = true;
    }
  }

  /** Makes the moves of a greeting, as long as they are served. */
  async #run(call: GreetingRun): Promise<Counterexample | undefined> {
    for (const move of movesOf(call, this.#here.state)) {
      const request = requestOf(move, this.#here.state, 0);
      if (request === undefined || this.isOver) return undefined;
      const counterexample = await this.#make(request);
      if (counterexample !== undefined) return counterexample;
      if (!SERVED.includes(this.answers.at(-1)?.[1] ?? '')) break;
    }
    return await this.#hear();
  }

  async #make(request: OrganizationRequest, call?: StoryCall): Promise<Counterexample | undefined> {
    const counterexample = await this.#send(request, call);
    const isOfAdmission = counterexample !== undefined && isAdmission(counterexample);
    return isOfAdmission ? await this.#retry(request, counterexample, call) : counterexample;
  }

  /** Sends a request. `call`: the call of the story, whose mistakes the request has. */
  async #send(request: OrganizationRequest, call?: StoryCall): Promise<Counterexample | undefined> {
    const judge = await this.#judgeOf(request, call?.malformed);
    const exchange = await (request.cmd === 'events_listen'
      ? this.#listen(request, judge)
      : sendRequest(request, this.#here.organization, judge, call && nearMissOf(call)));
    const observed = this.#outcomeOf(request, exchange);
    this.answers.push([request.cmd, observed.status]);
    const { state } = this.#here;
    const breach = matchExpectedAnswer(state, request, observed);
    this.latest.push({
      ...{ request, observed, exchange, state },
      ...(typeof breach === 'string' ? { breach: this.#requirementOf(request, breach) } : {}),
    });
    const counterexample = this.#take(request, observed, exchange);
    if ('by' in request && request.by !== undefined && exchange.replyStatus !== undefined)
      this.#served.add(this.#nameOf(request.by.device));
    return counterexample;
  }

  /** The judge that sends a request, malformed in this way. */
  async #judgeOf(request: OrganizationRequest, malformation: Malformation | undefined): Promise<Judge> {
    if (malformation === undefined) return this.#judge;
    const by = 'by' in request ? request.by : undefined;
    const { device } = this.#here.organization.actor(by?.user ?? 'alice', by?.device);
    return this.#judge.altering(await alterationOf(malformation, request, { judge: this.#judge, device }));
  }

  /**
   * A revocation, a freeze, an expiry or its end may apply late, but within the grace. Asks until the
   * caller is admitted or refused as the model says. A refused call is then made again. A call that was
   * served had an effect that the model does not know, so the life ends.
   */
  async #retry(
    request: OrganizationRequest,
    first: Counterexample,
    call: StoryCall | undefined,
  ): Promise<Counterexample | undefined> {
    const probe: OrganizationRequest | undefined =
      'by' in request && request.by !== undefined
        ? { cmd: 'organization_info', by: request.by }
        : 'token' in request
          ? { cmd: 'invite_info', token: request.token }
          : undefined;
    if (probe === undefined) return first;
    const late = this.latest.length - 1;
    const started = performance.now();
    for (let pauseMs = 20; ; pauseMs = Math.min(2 * pauseMs, 200)) {
      await this.#judge.sleep(pauseMs);
      if ((await this.#send(probe)) === undefined) break;
      if (performance.now() - started > this.#judge.grace) return first;
    }
    this.latest.length = late;
    if (ADMISSION.includes(first.observed.status)) return this.#send(request, call);
    this.isOver = request.cmd !== probe.cmd;
    return undefined;
  }

  #outcomeOf(request: OrganizationRequest, exchange: Exchange): OrganizationOutcome {
    if (exchange.status === 0) throw new Unanswered(exchange);
    return outcomeOf(this.#here.organization, request, exchange) ?? { status: exchange.status };
  }

  #take(
    request: OrganizationRequest,
    observed: OrganizationOutcome,
    exchange: Exchange,
  ): Counterexample | undefined {
    const waived = this.#waivedFor(request);
    const here = this.#here;
    const next = matchExpectedAnswer(here.state, request, observed, { waived });
    if (typeof next !== 'string') {
      const before = here.state;
      here.state = next ?? here.state;
      this.#note(before, request, observed);
      this.isOver ||= next === undefined;
      return undefined;
    }
    const { rules } = answerCall(here.state, request, { waived });
    return {
      requirement: this.#requirementOf(request, next),
      rules: rules.filter(isBroken).map(([requirement]) => requirement),
      request,
      observed,
      allowed: correctOutcomes(here.state, request),
      exchange,
    };
  }

  /** The requirement that an answer breaks, by that which the model names. */
  #requirementOf(request: OrganizationRequest, named: RequirementId): RequirementId {
    return (this.#isServed(request) ? AT_ONCE.get(named) : undefined) ?? named;
  }

  /** The waived requirements of a call, by the names that the model uses. */
  #waivedFor(request: OrganizationRequest): ReadonlySet<RequirementId> {
    const further = this.#isServed(request)
      ? [...AT_ONCE].filter(([, atOnce]) => this.#waived.has(atOnce))
      : [];
    return further.length === 0
      ? this.#waived
      : new Set([...this.#waived, ...further.map(([requirement]) => requirement)]);
  }

  /** Whether the caller was authenticated before. */
  #isServed(request: OrganizationRequest): boolean {
    return 'by' in request && this.#served.has(this.#nameOf(request.by?.device ?? ''));
  }

  #nameOf(device: string): string {
    return `${this.#here.organization.id} ${device}`;
  }

  /** Asks for the effect of an administrative change or a revocation. */
  async #settle(request: OrganizationRequest): Promise<Counterexample | undefined> {
    const device = this.isOver ? undefined : this.#affectedDevice(request);
    return device === undefined
      ? undefined
      : await this.#make({ cmd: 'organization_info', by: callerOf(device) });
  }

  /** A device whose calls show whether an administrative change applies. */
  #affectedDevice(request: OrganizationRequest): string | undefined {
    const { devices, users } = this.#here.state;
    if (request.cmd === 'user_freeze' || request.cmd === 'user_unfreeze' || request.cmd === 'user_revoke')
      return [...devices].find(([, user]) => user === request.user)?.[0];
    if (!ORGANIZATION_CHANGES.includes(request.cmd)) return undefined;
    return [...devices].find(([, user]) => users.get(user)?.revoked === false)?.[0];
  }
}
