import { eventOf, type Frame, Frames, resumeAfter } from '../wire/event-frames.ts';
import { headerOf } from '../wire/headers.ts';
import type { Fields } from '../wire/values.ts';
import type { History } from './history.ts';
import type { Judgement } from './judgement.ts';
import { countLeading, deviceOf, hexOf, type ObservedExchange } from './traffic.ts';

/** The fields of the first event (EVT-02). */
const configurationFields = [
  ...['user_profile_outsider_allowed', 'active_users_limit', 'sse_keepalive_seconds'],
  'realm_minimum_archiving_period_before_deletion',
];

/** How late an event may come, in ms. */
const EVENT_GRACE_MS = 5000;

/** How late a keep-alive may come, in s. */
const KEEPALIVE_GRACE = 5;

/** Judges event streams, and how clients resume them. */
export function checkEventStreams(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  /** The last event id that each device received. */
  const lastIds = new Map<string, string>();
  const lastCommands = lastCommandsIn(traffic);
  const causes = new Causes(traffic, history);
  for (const observed of traffic) {
    const { exchange, route } = observed;
    if (route !== 'events' || exchange.response === undefined) continue;
    const device = deviceOf(observed);
    checkResumption(observed, lastIds.get(device), judgement);
    if (exchange.status !== 200) continue;
    checkHead(observed, judgement);
    if (exchange.header('content-encoding') !== undefined) continue;
    const frames = new Frames().take(exchange.body);
    checkFrames(observed, frames, judgement);
    checkKeepalive(observed, frames, judgement);
    checkNews(observed, frames, causes, history, judgement);
    checkRefetch(observed, frames, lastCommands.get(device), judgement);
    const last = frames.findLast(({ id }) => id !== undefined)?.id;
    if (last !== undefined) lastIds.set(device, last);
  }
}

function checkHead(observed: ObservedExchange, judgement: Judgement): void {
  const { exchange } = observed;
  const [type, cache] = [exchange.header('content-type') ?? '', exchange.header('cache-control') ?? ''];
  judgement.check(
    'server',
    'events/stream-headers',
    observed,
    /^text\/event-stream\b/.test(type) && /\bno-cache\b/.test(cache),
    'Content-Type: text/event-stream and Cache-Control: no-cache',
    () => `Content-Type: ${type || 'none'} and Cache-Control: ${cache || 'none'}`,
  );
}

/** Events that carry no data and no id of their own. */
const isSignal = ({ event }: Frame): boolean => event === 'keepalive' || event === 'missed_events';

function checkFrames(observed: ObservedExchange, frames: readonly Frame[], judgement: Judgement): void {
  const [first] = frames;
  if (first !== undefined) {
    const event = eventOf(first.data);
    const missing = configurationFields.find((field) => event?.[field] === undefined);
    judgement.check(
      'server',
      'events_listen/configuration-first',
      observed,
      event?.event === 'ORGANIZATION_CONFIG' && first.id === undefined && missing === undefined,
      'ORGANIZATION_CONFIG without id and with its four fields',
      () =>
        event?.event === 'ORGANIZATION_CONFIG'
          ? first.id === undefined
            ? `no ${missing}`
            : 'an id'
          : 'another event',
    );
  }
  for (const frame of frames) {
    if (isSignal(frame)) continue;
    const event = eventOf(frame.data);
    judgement.check(
      'server',
      'events/data-is-base64-msgpack',
      observed,
      event?.status === 'ok' && typeof event.event === 'string',
      'base64 of a msgpack map with status and event',
      () => `${frame.data.length} characters of another form`,
    );
  }
  const ids = frames.flatMap(({ id }) => (id === undefined ? [] : [id]));
  if (frames.filter((frame) => !isSignal(frame)).length < 2) return;
  const missing = frames.slice(1).filter((frame) => !isSignal(frame) && frame.id === undefined).length;
  judgement.check(
    'server',
    'events/ids-unique',
    observed,
    new Set(ids).size === ids.length && missing === 0,
    'an id of its own for every event after the first',
    () => (missing > 0 ? `${missing} events without id` : 'one id twice'),
  );
}

/** If a stream lasts longer than its frames allow, one of the pauses between them was too long. */
function checkKeepalive(observed: ObservedExchange, frames: readonly Frame[], judgement: Judgement): void {
  const interval = eventOf(frames[0]?.data ?? '')?.sse_keepalive_seconds;
  if (typeof interval !== 'number' || interval <= 0 || observed.exchange.response?.length !== undefined)
    return;
  const seconds = observed.exchange.durationMs / 1000;
  if (seconds < interval + KEEPALIVE_GRACE) return;
  const longest = frames.length * (interval + KEEPALIVE_GRACE);
  judgement.check(
    'server',
    'events/keepalive',
    observed,
    seconds <= longest,
    `a keepalive after each ${interval} s without traffic`,
    () => `${frames.length} events in ${Math.round(seconds)} s`,
  );
}

/** Events of all streams that are judged to be there. */
const MAX_AWAITED_EVENTS = 1 << 20;

/** Accepted commands of organizations that cause events. */
class Causes {
  /** In the order in which they began, by organization. */
  readonly #byOrganization: ReadonlyMap<string, readonly ObservedExchange[]>;
  #left = MAX_AWAITED_EVENTS;

  constructor(traffic: readonly ObservedExchange[], history: History) {
    const causes = traffic.filter(
      (observed) =>
        observed.replyStatus === 'ok' &&
        observed.command !== 'organization_bootstrap' &&
        (observed.command === 'invite_new_user' || history.acceptedBy(observed).length > 0),
    );
    this.#byOrganization = Map.groupBy(causes, ({ organization }) => organization);
  }

  /** Those during a stream whose events it must have, as far as the limit allows. */
  during({ organization, startedAt, endedAt }: ObservedExchange): readonly ObservedExchange[] {
    const all = this.#byOrganization.get(organization) ?? [];
    // The configuration arrives when the stream is open, which is not the time of its request.
    const from = countLeading(all, (cause) => cause.startedAt < startedAt + EVENT_GRACE_MS);
    const to = countLeading(all, (cause) => cause.startedAt <= endedAt - EVENT_GRACE_MS);
    const causes = all.slice(from, Math.min(to, from + this.#left));
    this.#left -= causes.length;
    return causes.filter((cause) => cause.endedAt + EVENT_GRACE_MS <= endedAt);
  }
}

/** The events that commands of others cause, while the stream is open. */
function checkNews(
  stream: ObservedExchange,
  frames: readonly Frame[],
  causes: Causes,
  history: History,
  judgement: Judgement,
): void {
  if (stream.exchange.response?.length !== undefined || frames.length === 0) return;
  const { organization, token } = stream;
  const user = history.userOf(organization, token?.device);
  const profile = history.profileAt(organization, user, stream);
  if (user === undefined || profile === undefined) return;
  const events = new Set(frames.map(({ data }) => newsIn(eventOf(data))));
  for (const cause of causes.during(stream)) {
    const [upload] = history.acceptedBy(cause);
    if (upload !== undefined)
      judgement.check(
        'server',
        'events_listen/certificate-event',
        stream,
        events.has(`certificate ${upload.content.timestamp}`),
        `COMMON_CERTIFICATE for exchange ${cause.number} (${cause.command})`,
        () => 'no such event within 5 s',
      );
    if (cause.command === 'invite_new_user' && profile === 'ADMIN')
      judgement.check(
        'server',
        'events_listen/invitation-event',
        stream,
        events.has(`invitation ${hexOf(cause.reply?.token)}`),
        `INVITATION with PENDING for exchange ${cause.number}`,
        () => 'no such event within 5 s',
      );
  }
}

/** What an event tells, as text to compare; undefined if it is not about certificates or invitations. */
function newsIn(event: Fields | undefined): string | undefined {
  if (event?.event === 'COMMON_CERTIFICATE') return `certificate ${event.timestamp}`;
  const isPending = event?.event === 'INVITATION' && event.invitation_status === 'PENDING';
  return isPending ? `invitation ${hexOf(event.token)}` : undefined;
}

function checkResumption(observed: ObservedExchange, last: string | undefined, judgement: Judgement): void {
  const sent = headerOf(observed.exchange.request.headers, 'last-event-id');
  // Without the header it may be another process of the client, which received nothing yet.
  if (sent === undefined || last === undefined) return;
  judgement.check(
    'client',
    'events/client-reconnects',
    observed,
    sent === resumeAfter(last)['Last-Event-ID']?.trim(),
    'the id of the last event in Last-Event-ID',
    () => 'another Last-Event-ID',
  );
}

/** The last commands of a device, in ms. */
interface LastCommands {
  readonly any: number;
  readonly fetch: number;
}

function lastCommandsIn(traffic: readonly ObservedExchange[]): ReadonlyMap<string, LastCommands> {
  const last = new Map<string, LastCommands>();
  for (const observed of traffic) {
    if (observed.command === '') continue;
    const { fetch = Number.NEGATIVE_INFINITY } = last.get(deviceOf(observed)) ?? {};
    const { startedAt, command } = observed;
    last.set(deviceOf(observed), {
      any: startedAt,
      fetch: command === 'certificate_get' ? startedAt : fetch,
    });
  }
  return last;
}

/** A client that missed events fetches certificates again. */
function checkRefetch(
  stream: ObservedExchange,
  frames: readonly Frame[],
  last: LastCommands | undefined,
  judgement: Judgement,
): void {
  if (last === undefined || !frames.some(({ event }) => event === 'missed_events')) return;
  const isFetched = last.fetch > stream.startedAt;
  if (!isFetched && last.any < stream.endedAt) return;
  judgement.check(
    'client',
    'events/client-fetches-what-it-missed',
    stream,
    isFetched,
    'certificate_get after missed_events',
    () => 'other requests of the device only',
  );
}
