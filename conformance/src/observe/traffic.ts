import { type Family, families } from '@parsec-spec/spec/commands';
import { decodeMap } from '../wire/decode.ts';
import { decodePercent } from '../wire/decode-percent.ts';
import type { HeaderList, ReceivedResponse, SentRequest } from '../wire/exchange.ts';
import { headerOf } from '../wire/headers.ts';
import type { Fields } from '../wire/values.ts';
import type { TimedExchange } from './recording.ts';

/** The route of a request: a family of commands, or another kind of request. */
export type Route = Family | 'events' | 'administration' | 'other';

/** A well-formed device token (AUTH-01). */
export interface DeviceToken {
  /** 32 lower-case hex digits. */
  readonly device: string;
  /** Seconds since the Unix epoch. */
  readonly seconds: number;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** An exchange with the facts that the rules need. */
export interface ObservedExchange extends TimedExchange {
  /** Counted from 1, in the order in which the requests began. */
  readonly number: number;
  /** When the response was complete, in ms since the Unix epoch. */
  readonly endedAt: number;
  readonly route: Route;
  readonly organization: string;
  /** `cmd` of the request, or ''. */
  readonly command: string;
  /** The decoded request of a command, or undefined. */
  readonly request: Fields | undefined;
  /** The decoded msgpack map of a response with HTTP 200, or undefined. */
  readonly reply: Fields | undefined;
  /** `status` of the reply, or ''. */
  readonly replyStatus: string;
  readonly token: DeviceToken | undefined;
  /** The invitation token of an invited request: 32 lower-case hex digits. */
  readonly invitation: string | undefined;
}

/** Orders exchanges by the beginning of their requests, and reads the facts that the rules need. */
export function readTraffic(exchanges: readonly TimedExchange[]): readonly ObservedExchange[] {
  return exchanges
    .toSorted((left, right) => left.startedAt - right.startedAt)
    .map((timed, index) => observe(timed, index + 1));
}

function observe({ exchange, startedAt }: TimedExchange, number: number): ObservedExchange {
  const { request, response } = exchange;
  const { route, organization } = routeOf(request.method, request.target);
  const hasCommand = isCommand({ exchange, route });
  const message = hasCommand && isReadable(request) ? decodeMap(request.body) : undefined;
  const reply =
    hasCommand && exchange.status === 200 && isReadable(response) ? decodeMap(exchange.body) : undefined;
  const authorization = headerOf(request.headers, 'authorization') ?? '';
  return {
    ...{ exchange, startedAt, number, route, organization, request: message, reply },
    endedAt: startedAt + exchange.durationMs,
    command: typeof message?.cmd === 'string' ? message.cmd : '',
    replyStatus: typeof reply?.status === 'string' ? reply.status : '',
    token: deviceTokenOf(authorization),
    invitation: invitationOf(authorization),
  };
}

/**
 * The headers of a request for a recording. `Authorization` stays only in the form that its route
 * demands, which the rules judge: a device token or an invitation token. Any other value may be the
 * administration token.
 */
export function recordedHeaders({ method, target, headers }: Omit<SentRequest, 'body'>): HeaderList {
  const authentication = authenticationOf(routeOf(method, target).route);
  const stays = (value: string): boolean =>
    (authentication === 'device' && deviceTokenOf(value) !== undefined) ||
    (authentication === 'invitation' && invitationOf(value) !== undefined);
  return headers.map(([name, value]) =>
    /^(?:proxy-)?authorization$/i.test(name) && !stays(value) ? [name, 'not recorded'] : [name, value],
  );
}

const invitationOf = (authorization: string): string | undefined =>
  /^Bearer ([0-9a-f]{32})$/i.exec(authorization)?.[1]?.toLowerCase();

/** Whether a body is recorded whole, and not compressed for the transport. */
export const isReadable = (message: SentRequest | ReceivedResponse | undefined): boolean =>
  message !== undefined &&
  message.length === undefined &&
  headerOf(message.headers, 'content-encoding') === undefined;

const routes: readonly { route: Route; method: string; words: readonly string[] }[] = [
  ...Object.entries(families).map(([family, { method, route }]) => ({
    route: family as Family,
    method,
    words: route.split('/'),
  })),
  { route: 'events', method: 'GET', words: `${families.authenticated.route}/events`.split('/') },
];

/** The route of a request, by its path as a server reads it: decoded, without scheme and host. */
function routeOf(method: string, target: string): { route: Route; organization: string } {
  const [path = ''] = target.replace(/^[a-z]+:\/\/[^/?]*/i, '').split('?');
  const pieces = path.split('/').map(decodePercent);
  if (pieces[1] === 'administration') return { route: 'administration', organization: '' };
  const isName = (word: string | undefined) => word?.startsWith('{') === true;
  const found = routes.find(
    (one) =>
      one.method === method &&
      one.words.length === pieces.length &&
      one.words.every((word, index) => (isName(word) ? pieces[index] !== '' : word === pieces[index])),
  );
  const organization = pieces.find((_, index) => isName(found?.words[index])) ?? '';
  return { route: found?.route ?? 'other', organization: organization.normalize('NFC') };
}

/** How the requests of a route are authenticated. */
export const authenticationOf = (route: Route): 'none' | 'device' | 'invitation' =>
  route === 'events' ? 'device' : route in families ? families[route as Family].authentication : 'none';

const tokenForm = /^Bearer ((PARSEC-SIGN-ED25519)\.([0-9a-f]{32})\.(\d{1,15}))\.([A-Za-z0-9_-]{86}==)$/i;

function deviceTokenOf(authorization: string): DeviceToken | undefined {
  const [, signed = '', algorithm, device = '', seconds, signature = ''] =
    tokenForm.exec(authorization) ?? [];
  if (algorithm !== 'PARSEC-SIGN-ED25519') return undefined;
  return {
    device: device.toLowerCase(),
    seconds: Number(seconds),
    signed: Buffer.from(signed),
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** Whether the first exchange was complete before the second one began. */
export const isBefore = (first: ObservedExchange, second: ObservedExchange): boolean =>
  first.endedAt <= second.startedAt;

/**
 * The item of each key whose exchange was complete first. If it was not complete before another
 * exchange, no item of the key was.
 *
 * @param keyOf - undefined leaves an item out
 */
export function firstCompleted<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string | undefined,
  exchangeOf: (item: Item) => ObservedExchange,
): ReadonlyMap<string, Item> {
  const first = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const known = first.get(key);
    if (known === undefined || exchangeOf(item).endedAt < exchangeOf(known).endedAt) first.set(key, item);
  }
  return first;
}

/** The number of items at the beginning that fit, if those that fit come before all others. */
export function countLeading<Item>(items: readonly Item[], fits: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(items[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the exchange is one of a command, on the route of a family. */
export const isCommand = ({ exchange, route }: Pick<ObservedExchange, 'exchange' | 'route'>): boolean =>
  exchange.request.method === 'POST' && route !== 'administration' && route !== 'other';

/** The organization and the device of a request, as a key. */
export const deviceOf = ({ organization, token }: ObservedExchange): string =>
  `${organization} ${token?.device}`;

/** Lower-case hex of bytes, to compare them and to use them as key. */
export const hexOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : '';
