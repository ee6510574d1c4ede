import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { TestOrganization } from '../faults/organization/test-organization.ts';
import type { OrganizationState } from '../model/state.ts';
import type { SentEvent } from '../model/transitions/sent-events.ts';
import { eventOf, type Frame, Frames } from '../wire/event-frames.ts';
import type { Exchange } from '../wire/exchange.ts';
import { headerOf } from '../wire/headers.ts';
import type { StreamingResponse } from '../wire/streaming-response.ts';

/** A rule that an event stream breaks. */
export interface StreamBreach {
  readonly requirement: RequirementId;
  /** The event or the end that came, and those that the rule allows. */
  readonly observed: string;
  readonly allowed: string;
}

/** An event of the log of an organization, oldest first. `at`: when it was sent, by `performance.now()`. */
export interface LoggedEvent extends SentEvent {
  readonly at: number;
}

/** An event that a stream must or may still receive, and its place in the log. */
interface DueEvent {
  readonly event: SentEvent;
  readonly place: number;
  readonly isOptional: boolean;
}

/** Most frames that wait to be read. A stream with more is closed. */
const MAX_UNREAD = 1000;

/** Number of missed events up to which a resumed stream must replay them. Beyond, the rules are silent. */
const MAX_REPLAY = 50;

/** How long after the answer to its cause a server may still deliver an event on a new stream, in ms. */
export const LATE_MS = 300;

/** Events and the configuration by name. */
const CONFIGURATION = 'ORGANIZATION_CONFIG';
const MISSED = 'missed_events';

/** An event stream of a device. A stream that resumes it is another one. */
export class LifeStream {
  readonly user: string;
  readonly #organization: TestOrganization;
  /** What the configuration must show, by field. Undefined: any value. */
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #frames = new Frames();
  readonly #ids = new Set<string>();
  #answer: StreamingResponse;
  #unread: Frame[] = [];
  #wake: () => void = () => undefined;
  /** Events that the stream must or may receive, oldest first. */
  #due: DueEvent[];
  /** Names of events from before the opening that may still arrive, because a server may be late. */
  readonly #late: string[];
  #mayMiss: boolean;
  /** Why the server must end the stream; whether it may, now or later. */
  mustEnd: RequirementId | undefined;
  mayEnd = false;
  /** The id of the last event, and the number of events of the log up to it. */
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
    state: OrganizationState,
    log: readonly LoggedEvent[],
    resumed: LifeStream | undefined,
  ) {
    this.user = user;
    this.#organization = organization;
    const { outsiders, archiving } = state.reported;
    this.#settings = {
      active_users_limit: state.limit,
      user_profile_outsider_allowed: outsiders,
      realm_minimum_archiving_period_before_deletion: archiving,
    };
    this.#answer = answer;
    this.lastId = resumed?.lastId;
    this.#position = resumed?.lastId === undefined ? log.length : resumed.#position;
    const missed = log.slice(this.#position);
    this.#mayMiss = missed.length > MAX_REPLAY;
    this.#due = missed.flatMap((event, index) => {
      const [was, is] = [event.to.includes(user), isFor(event, user, state)];
      const place = this.#position + index;
      return was || is ? [{ event, place, isOptional: !was || !is || this.#mayMiss }] : [];
    });
    const opened = performance.now();
    this.#late =
      this.lastId === undefined ? log.filter(({ at }) => opened - at < LATE_MS).map(({ name }) => name) : [];
    answer.listen((bytes) => {
      if (bytes !== undefined) this.#unread.push(...this.#frames.take(bytes));
      if (this.#unread.length > MAX_UNREAD) answer.close();
      this.#wake();
    });
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

  /**
   * Notes an event that was just sent.
   *
   * @param place - its place in the log
   */
  sent(event: SentEvent, place: number): void {
    const isMeant = event.to.includes(this.user);
    // A user who was just revoked may still see a certificate, but no invitation of others.
    if (isMeant || event.name.startsWith('COMMON_CERTIFICATE'))
      this.#due.push({ event, place, isOptional: !isMeant });
  }

  /**
   * Waits until the stream has received what it must, and has ended if it must.
   *
   * @param limitMs - how long to wait
   */
  async waitForEvents(limitMs: number): Promise<StreamBreach | undefined> {
    const wrongHead = this.#breachOfHead();
    if (wrongHead !== undefined) return wrongHead;
    const due = performance.now() + limitMs;
    for (;;) {
      for (let frame = this.#unread.shift(); frame !== undefined; frame = this.#unread.shift()) {
        const breach = this.#take(frame);
        if (breach !== undefined) return breach;
      }
      if (!this.isOpen) {
        if (this.mustEnd !== undefined || this.mayEnd) return undefined;
        return {
          requirement: 'events/stream-stays-open',
          observed: 'the end of the stream',
          allowed: 'an open stream',
        };
      }
      if (this.mustEnd === undefined && this.#isConfigured && this.#next === undefined) return undefined;
      const left = due - performance.now();
      if (left <= 0) return this.#missing();
      await this.#moreFrames(left);
    }
  }

  /** The next event that must arrive. */
  get #next(): SentEvent | undefined {
    return this.#due.find(({ isOptional }) => !isOptional)?.event;
  }

  #missing(): StreamBreach {
    if (this.mustEnd !== undefined)
      return { requirement: this.mustEnd, observed: 'an open stream', allowed: 'the end of the stream' };
    const next = this.#isConfigured ? this.#next : undefined;
    return {
      requirement: next?.requirement ?? 'events_listen/configuration-first',
      observed: 'nothing',
      allowed: next?.name ?? CONFIGURATION,
    };
  }

  #breachOfHead(): StreamBreach | undefined {
    const { headers = [] } = this.exchange.response ?? {};
    const wrong = HEAD.find(([name, pattern]) => !pattern.test(headerOf(headers, name.toLowerCase()) ?? ''));
    return (
      wrong && { requirement: 'events/stream-headers', observed: `another ${wrong[0]}`, allowed: wrong[2] }
    );
  }

  /** Takes a frame. */
  #take(frame: Frame): StreamBreach | undefined {
    const name = this.#nameOf(frame);
    const breach = (requirement: RequirementId, allowed = this.#next?.name ?? 'nothing'): StreamBreach => ({
      requirement,
      observed: kindOf(name),
      allowed,
    });
    if (frame.event === 'keepalive')
      return isBare(frame) ? undefined : breach('events/keepalive', 'a keep-alive without data and id');
    if (!this.#isConfigured) {
      this.#isConfigured = name === CONFIGURATION && frame.id === undefined;
      if (this.#isConfigured) return this.#breachOfSettings(frame);
      return breach('events_listen/configuration-first', `${CONFIGURATION} without id`);
    }
    if (name === MISSED) {
      if (!this.#mayMiss) return breach('events/replay-after-known-id');
      this.#mayMiss = false;
      return isBare(frame) ? undefined : breach('events/unknown-id-is-missed-events', 'no data and no id');
    }
    if (name === UNREADABLE) return breach('events/data-is-base64-msgpack', 'base64 of a msgpack map');
    if (!frame.id || this.#ids.has(frame.id)) return breach('events/ids-unique', 'an id of its own');
    return this.#takeEvent(name, frame.id, breach);
  }

  #takeEvent(
    name: string,
    id: string,
    breach: (requirement: RequirementId, allowed?: string) => StreamBreach,
  ): StreamBreach | undefined {
    this.#ids.add(id);
    this.lastId = id;
    const index = this.#due.findIndex(({ event }) => event.name === name);
    const due = this.#due[index];
    if (due === undefined) {
      const late = this.#late.indexOf(name);
      if (late >= 0) return void this.#late.splice(late, 1);
      const other = this.#due.find(({ event }) => isOfSameInvitation(event.name, name))?.event;
      return breach(other?.requirement ?? requirementOfWrong(name), other?.name);
    }
    if (this.#due.slice(0, index).some(({ isOptional }) => !isOptional))
      return breach('events/replay-after-known-id');
    this.#due.splice(0, index + 1);
    this.#position = due.place + 1;
    return undefined;
  }

  #breachOfSettings({ data }: Frame): StreamBreach | undefined {
    const fields = eventOf(data) ?? {};
    const { sse_keepalive_seconds: seconds } = fields;
    if (seconds !== null && !(Number.isInteger(seconds) && Number(seconds) > 0))
      return {
        requirement: 'events_listen/configuration-first',
        observed: `sse_keepalive_seconds ${String(seconds).slice(0, 60)}`,
        allowed: 'sse_keepalive_seconds: nil, or a whole number of seconds',
      };
    const wrong = Object.entries(this.#settings).find(([name, value]) =>
      value === undefined ? fields[name] === undefined : String(fields[name]) !== String(value),
    );
    if (wrong === undefined) return undefined;
    const [name, value] = wrong;
    return {
      requirement:
        value === undefined ? 'events_listen/configuration-first' : 'events_listen/configuration-is-present',
      observed: `${name} ${String(fields[name]).slice(0, 60)}`,
      allowed: value === undefined ? name : `${name} ${String(value)}`,
    };
  }

  #nameOf({ event, data }: Frame): string {
    if (event !== 'message') return event;
    const fields = eventOf(data);
    if (fields?.status !== 'ok') return UNREADABLE;
    const kind = String(fields.event).slice(0, 60);
    if (kind === 'COMMON_CERTIFICATE') return `${kind} @${this.#organization.dateOf(fields.timestamp)}`;
    const token = this.#organization.knownToken(fields.token) ?? 'of nobody';
    if (kind === 'INVITATION') return `${kind} ${token} ${String(fields.invitation_status).slice(0, 20)}`;
    if (!kind.startsWith('GREETING_ATTEMPT')) return kind;
    const attempt = this.#organization.knownAttempt(fields.greeting_attempt) ?? 'of nobody';
    return `${kind} ${attempt}${attempt.includes(` of ${token} with `) ? '' : ' with another token'}`;
  }

  #moreFrames(ms: number): Promise<void> {
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

/** The name of an event whose data is no reply with status `ok`. */
const UNREADABLE = 'unreadable data';

/** What the head of the answer must have: a name, a pattern, and a text of it. */
const HEAD = [
  ['Content-Type', /^text\/event-stream\b/, 'text/event-stream'],
  ['Cache-Control', /\bno-cache\b/, 'no-cache'],
] as const;

const isBare = ({ data, id }: Frame): boolean => data === '' && id === undefined;

/** Whether a user who resumes a stream may see an event. Profiles may have changed since it was sent. */
const isFor = ({ to, isForAdmins }: SentEvent, user: string, { users }: OrganizationState): boolean =>
  isForAdmins === true ? users.get(user)?.profile === 'ADMIN' : to.includes(user);

/** Whether two events tell the status of the same invitation. */
const isOfSameInvitation = (one: string, other: string): boolean =>
  one.startsWith('INVITATION ') && one.replace(/ \w+$/, '') === other.replace(/ \w+$/, '');

/** The name of an event without its subject, which differs from run to run. */
const kindOf = (name: string): string => name.replace(/ (\S+@\S+|@\S+|attempt .*)/, '');

function requirementOfWrong(name: string): RequirementId {
  if (name.includes('of nobody')) return 'events/never-across-organizations';
  if (name.startsWith('INVITATION')) return 'events_listen/invitation-audience';
  if (name.startsWith('GREETING_ATTEMPT_CANCELLED')) return 'events_listen/restart-sends-no-event';
  return name.startsWith('GREETING')
    ? 'events_listen/attempt-ready-event'
    : 'events_listen/refused-command-is-silent';
}
