import type { Call, Reply } from '@parsec-spec/reference-server/core';
import { DateTime, type DecodedObject, decode } from '@parsec-spec/spec/codec';
import { API_VERSION, encodeReply, type Family, families } from '@parsec-spec/spec/commands';
import { organizationId } from '@parsec-spec/spec/scalars';
import { headerOf } from './mutant.ts';

/** The part of the server that a call addresses. */
export type Route = Family | 'events' | 'administration' | 'elsewhere';

const pathOf = ({ target }: Call): string => target.split('?')[0] ?? '';

/** The words of each route. A word in braces stands for any one. Longer routes come first. */
const routes = [
  ...Object.entries(families).map(([family, { route }]) => ({ name: family as Family, route })),
  { name: 'events' as const, route: `${families.authenticated.route}/events` },
  { name: 'administration' as const, route: '/administration' },
]
  .map(({ name, route }) => ({ name, words: route.split('/') }))
  .sort((left, right) => right.words.length - left.words.length);

/** The family, event stream or administration that the path of a call names. */
export function routeOf(call: Call): Route {
  const pieces = pathOf(call).split('/');
  const fits = ({ words }: { readonly words: readonly string[] }) =>
    words.every((word, index) => (word.startsWith('{') ? index in pieces : word === pieces[index]));
  return routes.find(fits)?.name ?? 'elsewhere';
}

/** Whether a route is that of a family of commands. */
export const isFamily = (route: Route): route is Family => route in families;

/** Whether the call addresses a family of commands or the event stream. */
export const isRpc = (call: Call): boolean => !['administration', 'elsewhere'].includes(routeOf(call));

/** Whether the route of a call requires the token of a device. */
export function isOfDevice(call: Call): boolean {
  const route = routeOf(call);
  return route === 'events' || (isFamily(route) && families[route].authentication === 'device');
}

/** The organization in the path, still percent-encoded. */
export const organizationIn = (call: Call): string => {
  const parts = pathOf(call).split('/');
  return (parts[1] === 'administration' ? parts[3] : parts[2]) ?? '';
};

/** The end of an administration route: `users/freeze`, `stats` or empty. */
export const operationIn = (call: Call): string => pathOf(call).split('/').slice(4).join('/');

/** The device id in the token, as in the header. */
export const deviceIn = (call: Call): string => headerOf(call, 'authorization')?.split('.')[1] ?? '';

/** Decodes a msgpack map; undefined for anything else. */
export function mapIn(bytes: Uint8Array): DecodedObject | undefined {
  try {
    const value = decode(bytes);
    return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null
      ? (value as DecodedObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `Api-Version` has the major version that is served, with any minor version. */
export const isServedVersion = (version: string | undefined): boolean =>
  new RegExp(`^\\+?${Number.parseInt(API_VERSION, 10)}\\.\\+?\\d+$`).test(version ?? '');

/** Whether a segment of a path is a valid organization identifier. */
export function isOrganizationId(segment: string): boolean {
  try {
    return organizationId(decodeURIComponent(segment)).ok;
  } catch {
    // A `%` without two hexadecimal digits, or bytes that are not UTF-8.
    return false;
  }
}

/** Name of the command in a body. */
export const commandIn = (bytes: Uint8Array): string => {
  const cmd = mapIn(bytes)?.cmd;
  return typeof cmd === 'string' ? cmd : '';
};

/** Parses a JSON object; undefined for anything else. */
export function jsonIn(bytes: Uint8Array | string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes as Uint8Array).toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of a command's reply; undefined for a refusal or a stream. */
export const replyMap = (reply: Reply): DecodedObject | undefined =>
  reply.status === 200 && reply.body instanceof Uint8Array ? mapIn(reply.body) : undefined;

/** The fields of a reply, as msgpack or JSON; undefined for anything else. */
export const fieldsOf = (reply: Reply): Readonly<Record<string, unknown>> | undefined =>
  replyMap(reply) ?? (typeof reply.body === 'string' ? jsonIn(reply.body) : undefined);

/** Outcome of a reply: the status of a command, or the HTTP status. */
export const outcomeOf = (reply: Reply): unknown => replyMap(reply)?.status ?? reply.status;

/** The reply of a command with these fields. */
export const commandReply = (fields: {
  readonly status: string;
  readonly [field: string]: unknown;
}): Reply => ({
  status: 200,
  headers: [
    ['Content-Type', 'application/msgpack'],
    ['Api-Version', API_VERSION],
  ],
  body: encodeReply(fields),
  command_status: fields.status,
});

/** A refusal by HTTP status. */
export const refusal = (status: number): Reply => ({
  status,
  headers: [
    ['Content-Type', 'application/json'],
    ['Api-Version', API_VERSION],
  ],
  body: '{"detail":"mutant"}',
});

/** The same reply with another HTTP status. */
export const withStatus = (status: number, reply: Reply): Reply => ({ ...reply, status });

/** The same JSON reply with other fields. */
export function changeFields(reply: Reply, change: (fields: Record<string, unknown>) => unknown): Reply {
  const fields = typeof reply.body === 'string' ? jsonIn(reply.body) : undefined;
  return fields === undefined ? reply : { ...reply, body: JSON.stringify(change(fields)) };
}

/** The same command reply with other fields. */
export function changeReplyFields(reply: Reply, change: (fields: DecodedObject) => object): Reply {
  const fields = replyMap(reply);
  return fields === undefined ? reply : { ...reply, ...commandReply(change(fields) as { status: string }) };
}

export const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** Rounds a timestamp down to milliseconds. Other values are unchanged. */
export const toMilliseconds = (value: unknown): unknown =>
  DateTime.is(value) ? value.plus(-(value.micros % 1000n)) : value;

/** The same command reply with all timestamps rounded down to milliseconds. */
export const inMilliseconds = (reply: Reply): Reply =>
  changeReplyFields(reply, (fields) =>
    Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, toMilliseconds(value)])),
  );
