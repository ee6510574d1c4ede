import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { TestOrganization } from '../faults/organization/test-organization.ts';
import type { OrganizationState } from '../model/state.ts';
import type { SentEvent } from '../model/transitions/sent-events.ts';
import { eventOf, type Frame, Frames } from '../wire/event-frames.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { StreamingResponse } from '../wire/streaming-response.ts';

/** A rule that an event stream breaks. */
export interface StreamBreach {
  readonly requirement: RequirementId;
  /** The event or the end that came, and those that the rule allows. */
  readonly observed: string;
  readonly allowed: string;
}

/** Most frames that wait to be read. A stream with more is closed. */
const MAX_UNREAD = 1000;

/** Number of missed events up to which a resumed stream must replay them. Beyond, the rules are silent. */
const MAX_REPLAY = 50;

/** Events and the configuration by name. */
const CONFIGURATION = 'ORGANIZATION_CONFIG';

/** An event stream of a device, over its reconnections. */
export class LifeStream {
  readonly user: string;
  readonly #organization: TestOrganization;
  /** What the configuration must show, by field. */
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #frames = new Frames();
  #answer: StreamingResponse;
  #unread: Frame[] = [];
  #wake: () => void = () => undefined;
  /** Events that must arrive, oldest first, and those that may. */
  #expected: SentEvent[];
  readonly #allowed: Set<string>;
  /** Why the server must end the stream; whether it may, now or later. */
  mustEnd: RequirementId | undefined;
  mayEnd = false;
  /** The id of the last event, and its number in the log of the organization. */
  lastId: string | undefined;
  #position: number;
  #isConfigured = false;

  /**
   * @param state - the state of the organization
   * @param log - the events of the organization so far
   * @param resumed - the stream that this one resumes
   */
  constructor(
    answer: StreamingResponse,
    user: string,
    organization: TestOrganization,
    { limit, reported }: OrganizationState,
    log: readonly SentEvent[],
    resumed: LifeStream | undefined,
  ) {
    this.user = user;
    this.#organization = organization;
    this.#settings = {
      active_users_limit: limit,
      ...(reported.outsiders === undefined ? {} : { user_profile_outsider_allowed: reported.outsiders }),
      ...(reported.archiving === undefined
        ? {}
        : { realm_minimum_archiving_period_before_deletion: reported.archiving }),
    };
    this.#answer = answer;
    const lastId = resumed?.lastId;
    this.lastId = lastId;
    this.#position = lastId === undefined ? log.length : (resumed?.position ?? log.length);
    const missed = log.slice(this.#position);
    const isKept = missed.length <= MAX_REPLAY;
    // A missed invitation was perhaps sent to other users, because profiles change.
    const isSure = ({ name, to }: SentEvent) => to.includes(user) && !name.startsWith('INVITATION');
    this.#expected = isKept ? missed.filter(isSure) : [];
    const optional = isKept ? missed.filter((one) => !isSure(one)) : missed;
    // A server may deliver an event later than the answer to its cause.
    this.#allowed = new Set([...optional, ...log.slice(0, this.#position)].map(({ name }) => name));
    if (!isKept) this.#allowed.add('missed_events');
    answer.listen((bytes) => {
      if (bytes !== undefined) this.#unread.push(...this.#frames.take(bytes));
      if (this.#unread.length > MAX_UNREAD) answer.close();
      this.#wake();
    });
  }

  /** The number of events of the log up to the last one that was received. */
  get position(): number {
    return this.#position;
  }

  get isOpen(): boolean {
    return this.#answer.ended() === undefined;
  }

  /** The request that opened the stream, and the beginning of its answer. */
  get exchange(): Exchange {
    return this.#answer.exchange;
  }

  close(): void {
    this.#answer.close();
  }

  /** Notes an event that was just sent. */
  sent(event: SentEvent): void {
    if (event.to.includes(this.user)) this.#expected.push(event);
    // A user who was just revoked may still see a certificate, but no invitation of others.
    else if (event.name.startsWith('COMMON_CERTIFICATE')) this.#allowed.add(event.name);
  }

  /**
   * Waits until the stream has received what it must, and has ended if it must.
   *
   * @param limitMs - how long to wait
   * @param log - the events of the organization so far
   */
  async waitForEvents(limitMs: number, log: readonly SentEvent[]): Promise<StreamBreach | undefined> {
    const due = performance.now() + limitMs;
    for (;;) {
      for (let frame = this.#unread.shift(); frame !== undefined; frame = this.#unread.shift()) {
        const breach = this.#take(frame, log);
        if (breach !== undefined) return breach;
      }
      const isSettled = this.#isConfigured && this.#expected.length === 0;
      if (!this.isOpen) {
        if (this.mustEnd !== undefined || this.mayEnd) return undefined;
        return {
          requirement: 'events/stream-stays-open',
          observed: 'the end of the stream',
          allowed: 'an open stream',
        };
      }
      if (this.mustEnd === undefined && isSettled) return undefined;
      const left = due - performance.now();
      if (left <= 0) return this.#missing();
      await this.#next(left);
    }
  }

  #missing(): StreamBreach {
    if (this.mustEnd !== undefined)
      return { requirement: this.mustEnd, observed: 'an open stream', allowed: 'the end of the stream' };
    const [first] = this.#expected;
    const isFirst = !this.#isConfigured || first === undefined;
    return {
      requirement: isFirst ? 'events_listen/configuration-first' : first.requirement,
      observed: 'nothing',
      allowed: isFirst ? CONFIGURATION : first.name,
    };
  }

  /** Takes a frame. A keep-alive is ignored. */
  #take(frame: Frame, log: readonly SentEvent[]): StreamBreach | undefined {
    if (frame.event === 'keepalive') return undefined;
    const name = this.#nameOf(frame);
    const allowed = this.#isConfigured ? (this.#expected[0]?.name ?? 'nothing') : CONFIGURATION;
    if (!this.#isConfigured) {
      this.#isConfigured = name === CONFIGURATION;
      if (this.#isConfigured) return this.#breachOfSettings(frame);
      return { requirement: 'events_listen/configuration-first', observed: kindOf(name), allowed };
    }
    if (frame.id !== undefined) this.lastId = frame.id;
    const index = this.#expected.findIndex((one) => one.name === name);
    this.#position = Math.max(this.#position, log.findLastIndex((one) => one.name === name) + 1);
    if (index === 0) this.#expected.shift();
    else if (index > 0 || !this.#allowed.has(name)) {
      const due = index > 0 ? undefined : this.#expected.find((one) => isOfSameInvitation(one.name, name));
      const requirement = due?.requirement ?? requirementOfWrong(name, index > 0);
      return { requirement, observed: kindOf(name), allowed: due?.name ?? allowed };
    }
    return undefined;
  }

  #breachOfSettings({ data }: Frame): StreamBreach | undefined {
    const fields = eventOf(data) ?? {};
    const wrong = Object.entries(this.#settings).find(
      ([name, value]) => String(fields[name]) !== String(value),
    );
    if (wrong === undefined) return undefined;
    const [name, value] = wrong;
    return {
      requirement: 'events_listen/configuration-is-present',
      observed: `${name} ${String(fields[name]).slice(0, 60)}`,
      allowed: `${name} ${String(value)}`,
    };
  }

  #nameOf({ event, data }: Frame): string {
    if (event !== 'message') return event;
    const fields = eventOf(data) ?? {};
    const kind = String(fields.event).slice(0, 60);
    if (kind === 'COMMON_CERTIFICATE') return `${kind} @${this.#organization.dateOf(fields.timestamp)}`;
    if (kind === 'INVITATION') {
      const token = this.#organization.knownToken(fields.token) ?? 'of nobody';
      return `${kind} ${token} ${String(fields.invitation_status).slice(0, 20)}`;
    }
    if (!kind.startsWith('GREETING_ATTEMPT')) return kind;
    return `${kind} ${this.#organization.knownAttempt(fields.greeting_attempt) ?? 'of nobody'}`;
  }

  #next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#unread.length > 0 || !this.isOpen) this.#wake();
    });
  }
}

/** Whether two events tell the status of the same invitation. */
const isOfSameInvitation = (one: string, other: string): boolean =>
  one.startsWith('INVITATION ') && one.replace(/ \w+$/, '') === other.replace(/ \w+$/, '');

/** The name of an event without its subject, which differs from run to run. */
const kindOf = (name: string): string => name.replace(/ (\S+@\S+|@\S+|attempt .*)/, '');

function requirementOfWrong(name: string, isEarly: boolean): RequirementId {
  if (isEarly || name === 'missed_events') return 'events/replay-after-known-id';
  if (name.includes('of nobody')) return 'events/never-across-organizations';
  if (name.startsWith('INVITATION')) return 'events_listen/invitation-audience';
  if (name.startsWith('GREETING_ATTEMPT_CANCELLED')) return 'events_listen/restart-sends-no-event';
  return name.startsWith('GREETING')
    ? 'events_listen/attempt-ready-event'
    : 'events_listen/refused-command-is-silent';
}
