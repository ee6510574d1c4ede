import { eventOf, type Frame, Frames } from '../wire/event-frames.ts';
import { headerOf } from '../wire/headers.ts';
import type { Fields } from '../wire/values.ts';
import type { History } from './history.ts';
import type { Judgement } from './judgement.ts';
import { hexOf, isBefore, type ObservedExchange } from './traffic.ts';

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
export function judgeEventStreams(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  /** The last event id that each device received. */
  const lastIds = new Map<string, string>();
  for (const observed of traffic) {
    const { exchange, route, organization, token } = observed;
    if (route !== 'events' || exchange.response === undefined) continue;
    const device = `${organization} ${token?.device}`;
    judgeResumption(observed, lastIds.get(device), judgement);
    if (exchange.status !== 200) continue;
    judgeHead(observed, judgement);
    if (exchange.header('content-encoding') !== undefined) continue;
    const frames = new Frames().take(exchange.body);
    judgeFrames(observed, frames, judgement);
    judgeKeepalive(observed, frames, judgement);
    judgeNews(observed, frames, traffic, history, judgement);
    judgeRefetch(observed, frames, traffic, judgement);
    const last = frames.findLast(({ id }) => id !== undefined)?.id;
    if (last !== undefined) lastIds.set(device, last);
  }
}

function judgeHead(observed: ObservedExchange, judgement: Judgement): void {
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

function judgeFrames(observed: ObservedExchange, frames: readonly Frame[], judgement: Judgement): void {
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
function judgeKeepalive(observed: ObservedExchange, frames: readonly Frame[], judgement: Judgement): void {
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

/** The events that commands of others cause, while the stream is open. */
function judgeNews(
  stream: ObservedExchange,
  frames: readonly Frame[],
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  if (stream.exchange.response?.length !== undefined || frames.length === 0) return;
  const { organization, token } = stream;
  const events = frames.map(({ data }) => eventOf(data)).filter((event) => event !== undefined);
  const user = history.userOf(organization, token?.device);
  const profile = history.profileAt(organization, user, stream);
  if (user === undefined || profile === undefined) return;
  // The configuration arrives when the stream is open, which is not the time of its request.
  const opened = stream.startedAt + EVENT_GRACE_MS;
  for (const cause of traffic) {
    const isDuring =
      cause.organization === organization &&
      cause.replyStatus === 'ok' &&
      cause.startedAt >= opened &&
      cause.endedAt + EVENT_GRACE_MS <= stream.endedAt;
    if (!isDuring) continue;
    const has = (event: string, matches: (fields: Fields) => boolean) =>
      events.some((fields) => fields.event === event && matches(fields));
    const [upload] = history.acceptedBy(cause);
    if (upload !== undefined && cause.command !== 'organization_bootstrap')
      judgement.check(
        'server',
        'events_listen/certificate-event',
        stream,
        has('COMMON_CERTIFICATE', (fields) => String(fields.timestamp) === String(upload.content.timestamp)),
        `COMMON_CERTIFICATE for exchange ${cause.number} (${cause.command})`,
        () => 'no such event within 5 s',
      );
    if (cause.command === 'invite_new_user' && profile === 'ADMIN')
      judgement.check(
        'server',
        'events_listen/invitation-event',
        stream,
        has(
          'INVITATION',
          (fields) =>
            hexOf(fields.token) === hexOf(cause.reply?.token) && fields.invitation_status === 'PENDING',
        ),
        `INVITATION with PENDING for exchange ${cause.number}`,
        () => 'no such event within 5 s',
      );
  }
}

function judgeResumption(observed: ObservedExchange, last: string | undefined, judgement: Judgement): void {
  const sent = headerOf(observed.exchange.request.headers, 'last-event-id');
  // Without the header it may be another process of the client, which received nothing yet.
  if (sent === undefined || last === undefined) return;
  judgement.check(
    'client',
    'events/client-reconnects',
    observed,
    sent === last,
    'the id of the last event in Last-Event-ID',
    () => 'another Last-Event-ID',
  );
}

/** A client that missed events fetches certificates again. */
function judgeRefetch(
  stream: ObservedExchange,
  frames: readonly Frame[],
  traffic: readonly ObservedExchange[],
  judgement: Judgement,
): void {
  if (!frames.some(({ event }) => event === 'missed_events')) return;
  const later = traffic.filter(
    (one) =>
      one.organization === stream.organization &&
      one.token?.device === stream.token?.device &&
      one.command !== '' &&
      one.startedAt > stream.startedAt,
  );
  const isOver = later.some((one) => isBefore(stream, one));
  const isFetched = later.some(({ command }) => command === 'certificate_get');
  if (!isFetched && !isOver) return;
  judgement.check(
    'client',
    'events/client-fetches-what-it-missed',
    stream,
    isFetched,
    'certificate_get after missed_events',
    () => 'other requests of the device only',
  );
}
