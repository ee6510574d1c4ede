import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { GreetingRun, OrganizationName, StoryCall, StorySettings } from '@parsec-spec/spec/stories';
import { bootstrapFounder } from '../faults/organization/bootstrap-founder.ts';
import { outcomeOf } from '../faults/organization/outcome-of-exchange.ts';
import { TestOrganization } from '../faults/organization/test-organization.ts';
import type { Judge } from '../judge/judge.ts';
import { isBroken } from '../model/answers.ts';
import type { OrganizationOutcome, OrganizationRequest, Status } from '../model/calls.ts';
import { correctOutcomes, matchExpectedAnswer } from '../model/organization-model.ts';
import { emptyOrganization, type OrganizationState, withStream } from '../model/state.ts';
import { answerCall } from '../model/transitions/answer-call.ts';
import type { Exchange } from '../wire/exchange.ts';
import { ADMISSION, affectedDevice, callerIn, changesAdmission, isAdmission, probeOf } from './admission.ts';
import { AT_ONCE, attributeBreach } from './attribute-breach.ts';
import { type Counterexample, type LifeAnswer, Unanswered } from './counterexample.ts';
import { type LifeOrganization, listen, noteSent, waitForStreams } from './life-organization.ts';
import { LATE_MS } from './life-stream.ts';
import type { Mailbox } from './mailbox.ts';
import { alterationOf } from './malformed-requests.ts';
import { sendRequest } from './send-request.ts';
import { movesOf, nearMissOf, requestOf } from './story-requests.ts';
import { callerOf } from './story-states.ts';

/** Statuses of moves that were served. */
const SERVED: readonly Status[] = ['ok', 'not_ready'];

/** How long an event may take, in graces. */
const EVENT_GRACES = 3;

/** The name of an organization of a life. */
type Name = OrganizationName | 'first';

const NAMES: readonly Name[] = ['first', 'second', 'twin'];

/** The outcomes with another status: a refusal was right, and another one comes first. All, if none has. */
function withoutStatus(
  status: Status,
  outcomes: readonly OrganizationOutcome[],
): readonly OrganizationOutcome[] {
  const others = outcomes.filter((outcome) => outcome.status !== status);
  return others.length === 0 ? outcomes : others;
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
  readonly #patience: number;
  /** The organizations that were called. The others than the first may not exist. */
  readonly #organizations: Map<Name, LifeOrganization>;
  /** The organization of the present call. */
  #current: LifeOrganization;
  readonly #waived: ReadonlySet<RequirementId>;
  /** The mails of the target. Undefined: they are not read. */
  #mailbox: Mailbox | undefined;
  /** Devices and tokens that were refused since the latest change that decides who is served. */
  readonly #refused = new Set<string>();
  /** Devices that were authenticated at least once, each with its organization. */
  readonly #served = new Set<string>();

  private constructor(
    judge: Judge,
    first: LifeOrganization,
    waived: ReadonlySet<RequirementId>,
    patience: number,
    mailbox: Mailbox | undefined,
  ) {
    this.#judge = judge;
    this.#patience = patience;
    this.#organizations = new Map([['first', first]]);
    this.#current = first;
    this.#waived = waived;
    this.#mailbox = mailbox;
  }

  /** The states of the organizations, the first one first. */
  get states(): ReadonlyMap<Name, OrganizationState> {
    return new Map(NAMES.map((name) => [name, this.#organizations.get(name)?.state ?? this.#uncreated]));
  }

  /**
   * Founds the organization.
   *
   * @param waived - requirements that the target is known to break
   * @param patience - how long a change, an event or a mail may take, in times of what is usual
   * @param mailbox - the mails of the target, which are judged
   * @throws Failure if it cannot be created or bootstrapped
   */
  static async begin(
    judge: Judge,
    { active_users_limit, sequestered }: StorySettings,
    waived: ReadonlySet<RequirementId> = new Set(),
    patience = 1,
    mailbox?: Mailbox,
  ): Promise<Life> {
    const bootstrapped = await bootstrapFounder(judge, active_users_limit, [], sequestered === true);
    return new Life(judge, { ...bootstrapped, log: [], streams: new Map() }, waived, patience, mailbox);
  }

  /** An organization that does not exist. */
  get #uncreated(): OrganizationState {
    return { ...emptyOrganization, phase: 'none', links: 0, isSpontaneous: this.#judge.has('spontaneous') };
  }

  /** How long a change may take, in ms. */
  get #graceMs(): number {
    return this.#patience * this.#judge.grace;
  }

  #organizationNamed(name: Name): LifeOrganization {
    const known = this.#organizations.get(name);
    if (known !== undefined) return known;
    const { id, origin } = (this.#organizations.get('first') ?? this.#current).organization;
    const newId = name === 'twin' ? id.toUpperCase() : this.#judge.newName();
    const organization = new TestOrganization(this.#judge, newId, origin);
    const created = { organization, state: this.#uncreated, log: [], streams: new Map() };
    this.#organizations.set(name, created);
    const all = [...this.#organizations.values()].map((one) => one.organization);
    for (const one of all) one.others = all.filter((other) => other !== one);
    return created;
  }

  /** The devices that exist in another organization only. */
  #strangers(): ReadonlySet<string> {
    const others = [...this.#organizations.values()].filter((one) => one !== this.#current);
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
    this.#current = this.#organizationNamed(call.in ?? 'first');
    const { organization, state } = this.#current;
    const now = organization.dateOf(this.#judge.now());
    const request = this.isOver ? undefined : requestOf(call, state, now, this.#strangers());
    if (request === undefined) return undefined;
    this.calls.push(call);
    if (call.cmd === 'stream_open' && call.pause === true) await this.#judge.sleep(LATE_MS);
    if (call.cmd === 'greeting_run') return this.#attribute(await this.#run(call), call);
    if (call.cmd === 'stream_close') {
      const name = `${call.by} ${call.stream}`;
      this.#current.streams.get(name)?.close();
      this.#current.state = withStream(state, name, false);
      return undefined;
    }
    const wrong =
      (await this.#make(request, call)) ?? (await this.#settle(request)) ?? (await this.#waitForStreams());
    return this.#attribute(wrong && (wrong.request === request ? wrong : { ...wrong, isAsked: true }), call);
  }

  /** Attributes a counterexample, given the calls before. One of a waived requirement ends the life. */
  #attribute(wrong: Counterexample | undefined, last: StoryCall): Counterexample | undefined {
    if (wrong === undefined) return undefined;
    const { requirement: named, rules, request, observed } = wrong;
    const before = this.calls.slice(0, -1).filter((one) => one.in === last.in);
    // A check of the effect follows the call that has it.
    const story = request.cmd === (last.cmd as string) ? before : [...before, last];
    const requirement = attributeBreach({ named, rules, request, status: observed.status, before: story });
    if (!this.#waived.has(requirement)) return { ...wrong, requirement, named };
    this.isOver = true;
    return undefined;
  }

  /** Waits for what the streams of the organization must receive. */
  async #waitForStreams(): Promise<Counterexample | undefined> {
    if (this.isOver) return undefined;
    const wrong = await this.#judge.waitFor(EVENT_GRACES * this.#graceMs, (limitMs) =>
      waitForStreams(this.#current, limitMs, this.#judge),
    );
    if (wrong === undefined || !this.#waived.has(wrong.requirement)) return wrong;
    this.isOver = true;
    return undefined;
  }

  /** Makes the moves of a greeting, as long as they are served. */
  async #run(call: GreetingRun): Promise<Counterexample | undefined> {
    for (const move of movesOf(call, this.#current.state)) {
      const request = requestOf(move, this.#current.state, 0);
      if (request === undefined || this.isOver) return undefined;
      const counterexample = await this.#make(request);
      if (counterexample !== undefined) return counterexample;
      if (!SERVED.includes(this.answers.at(-1)?.[1] ?? '')) break;
    }
    return await this.#waitForStreams();
  }

  async #make(request: OrganizationRequest, call?: StoryCall): Promise<Counterexample | undefined> {
    const probe = probeOf(request, this.#current.state);
    const isRefused = this.#isRefused(request);
    // A caller who was refused once since the latest change is not served later, whatever the command.
    if (
      isRefused &&
      probe !== undefined &&
      probe.cmd !== request.cmd &&
      !this.#refused.has(this.#nameOf(callerIn(request)))
    ) {
      const wrong = await this.#make(probe);
      if (wrong !== undefined || this.isOver) return wrong;
    }
    // A revocation that is served clears what is known of refusals.
    const wasRefused = this.#refused.has(this.#nameOf(callerIn(request)));
    const counterexample = await this.#send(request, call);
    if (counterexample === undefined || probe === undefined || !isAdmission(counterexample))
      return counterexample;
    const isServed = !ADMISSION.includes(counterexample.observed.status);
    if (isServed && wasRefused) return counterexample;
    return await this.#retry(request, probe, counterexample, call);
  }

  /** Whether the model refuses the caller, whatever the command. */
  #isRefused(request: OrganizationRequest): boolean {
    const { rules } = answerCall(this.#current.state, request, { waived: this.#waivedFor(request) });
    return rules.some((rule) => isBroken(rule) && ADMISSION.includes(rule[2]));
  }

  /** Sends a request. `call`: the call of the story, whose mistakes the request has. */
  async #send(request: OrganizationRequest, call?: StoryCall): Promise<Counterexample | undefined> {
    const judge = await this.#judgeOf(request, call?.malformed);
    const exchange = await (request.cmd === 'events_listen'
      ? listen(this.#current, request, judge)
      : sendRequest(request, this.#current.organization, judge, call && nearMissOf(call)));
    const observed = this.#outcomeOf(request, exchange);
    this.answers.push([request.cmd, observed.status]);
    const { state } = this.#current;
    const breach = matchExpectedAnswer(state, request, observed);
    this.latest.push({
      ...{ request, observed, exchange, state },
      ...(typeof breach === 'string' ? { breach: this.#requirementOf(request, breach) } : {}),
    });
    const counterexample =
      this.#take(request, observed, exchange) ?? (await this.#readMails(state, request, observed, exchange));
    if (changesAdmission(request)) this.#refused.clear();
    else if (counterexample === undefined && ADMISSION.includes(observed.status))
      this.#refused.add(this.#nameOf(callerIn(request)));
    // A body that does not decode is refused after its sender was authenticated.
    const isAuthenticated = exchange.replyStatus !== undefined || [...SERVED, 415].includes(observed.status);
    if (isAuthenticated && 'by' in request && request.by !== undefined)
      this.#served.add(this.#nameOf(request.by.device));
    return counterexample;
  }

  /** The judge that sends a request, malformed in this way. */
  async #judgeOf(request: OrganizationRequest, malformation: StoryCall['malformed']): Promise<Judge> {
    if (malformation === undefined) return this.#judge;
    const by = 'by' in request ? request.by : undefined;
    const { organization } = this.#current;
    const { device } = organization.actor(by?.user ?? 'alice', by?.device);
    const context = { judge: this.#judge, organization, device };
    return this.#judge.altering(await alterationOf(malformation, request, context));
  }

  /**
   * A revocation, a freeze, an expiry or its end may apply late, but within the grace. Asks until the
   * caller is admitted or refused as the model says. A refused call is then made again. A call that was
   * served had an effect that the model does not know, so the life ends.
   */
  async #retry(
    request: OrganizationRequest,
    probe: OrganizationRequest,
    first: Counterexample,
    call: StoryCall | undefined,
  ): Promise<Counterexample | undefined> {
    const late = this.latest.length - 1;
    const started = performance.now();
    for (let pauseMs = 20; ; pauseMs = Math.min(2 * pauseMs, 200)) {
      await this.#judge.sleep(pauseMs);
      if ((await this.#send(probe)) === undefined) break;
      if (performance.now() - started > this.#graceMs) return first;
    }
    this.latest.length = late;
    if (ADMISSION.includes(first.observed.status)) return this.#send(request, call);
    this.isOver = request.cmd !== probe.cmd;
    return undefined;
  }

  #outcomeOf(request: OrganizationRequest, exchange: Exchange): OrganizationOutcome {
    if (exchange.status === 0) throw new Unanswered(exchange);
    return outcomeOf(this.#current.organization, request, exchange) ?? { status: exchange.status };
  }

  #take(
    request: OrganizationRequest,
    observed: OrganizationOutcome,
    exchange: Exchange,
  ): Counterexample | undefined {
    const waived = this.#waivedFor(request);
    const here = this.#current;
    const next = matchExpectedAnswer(here.state, request, observed, { waived, isOrdered: true });
    if (typeof next !== 'string') {
      const before = here.state;
      here.state = next ?? here.state;
      here.organization.learn(request, observed);
      noteSent(here, before, request, observed);
      this.isOver ||= next === undefined;
      return undefined;
    }
    const { rules } = answerCall(here.state, request, { waived });
    return {
      requirement: this.#requirementOf(request, next),
      rules: rules.filter(isBroken).map(([requirement]) => requirement),
      request,
      observed,
      allowed: withoutStatus(observed.status, correctOutcomes(here.state, request)),
      exchange,
    };
  }

  /** Compares the mails of an invitation with what it asked for. */
  async #readMails(
    { users }: OrganizationState,
    request: OrganizationRequest,
    observed: OrganizationOutcome,
    exchange: Exchange,
  ): Promise<Counterexample | undefined> {
    if (this.isOver || (request.cmd !== 'invite_new_user' && request.cmd !== 'invite_new_device'))
      return undefined;
    // A mail that is reported as not sent may still arrive.
    if (observed.mail !== undefined) this.#mailbox = undefined;
    const own = users.get(request.by.user)?.email ?? '';
    return await this.#mailbox?.compare(
      { request, observed, exchange },
      {
        email: request.cmd === 'invite_new_user' ? request.email : own,
        organization: this.#current.organization.id,
      },
      { limitMs: this.#graceMs, sleep: (ms) => this.#judge.sleep(ms) },
    );
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
    return `${this.#current.organization.id} ${device}`;
  }

  /** Asks for the effect of an administrative change or a revocation. */
  async #settle(request: OrganizationRequest): Promise<Counterexample | undefined> {
    const { state } = this.#current;
    const device = this.isOver ? undefined : affectedDevice(state, request);
    if (device === undefined) return undefined;
    const asked: OrganizationRequest = { cmd: 'organization_info', by: callerOf(device) };
    return await this.#make(probeOf(asked, state) ?? asked);
  }
}
