import { type ClientRules, clientRules, requestHeaders } from '@parsec-spec/spec/client-rules';
import type { Uuid } from '@parsec-spec/spec/codec';
import {
  type CommandName,
  decodeReply,
  encodeRequest,
  type Family,
  families,
  type Replies,
  type Requests,
} from '@parsec-spec/spec/commands';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { exchange, type TransportOptions, userAgent } from './exchange.ts';
import { type HttpOutcome, httpOutcome } from './http-outcome.ts';

/** The server, the organization and the credentials of a call. */
export interface Connection {
  /** `http(s)://HOST[:PORT]/`, as in device files. */
  serverUrl: string;
  organizationId?: string;
  /** For the families `authenticated` and `tos`. */
  device?: DeviceCredentials;
  /** For the family `invited`: 32 hex digits. */
  invitationToken?: string;
  crypto: Crypto;
  transport?: TransportOptions;
  /** The clock for the bearer token. */
  now?: () => Date;
  /** The rules that this client keeps; default: all. A self-test leaves some out. */
  rules?: ClientRules;
}

/** The rules that a client keeps. */
export const rulesOf = ({ rules = clientRules }: { rules?: ClientRules | undefined }): ClientRules => rules;

/** The connection of a device to its server. */
export interface DeviceConnection extends Connection {
  device: DeviceCredentials;
}

/**
 * The outcome of a call: a declared reply, a status of a later version, an HTTP status with its
 * meaning, or no usable answer. A call throws none of these.
 */
export type Outcome<C extends CommandName> = { outcome: 'reply'; reply: Replies[C] } | CallFailure;

/** The outcome of a call without a declared reply. */
export type CallFailure =
  | HttpOutcome
  | { outcome: 'unknown-status'; status: string; reason: string | undefined }
  | { outcome: 'unreadable-reply'; detail: string };

/**
 * Calls one command (TRANSPORT-33 … TRANSPORT-35, AUTH-01).
 *
 * @param family the family of commands, which decides the route and the authentication
 * @returns the reply, or why there is none
 * @throws TypeError if the family needs a device and the connection has none
 * @example
 * ```ts
 * const connection = { serverUrl: 'http://127.0.0.1:6777/', crypto: syncCrypto };
 * const answer = await call(connection, 'anonymous_server', { cmd: 'server_config' });
 * if (answer.outcome === 'reply') console.log(answer.reply.status);
 * ```
 */
export async function call<C extends CommandName>(
  connection: Connection,
  family: Family,
  request: Requests[C] & { cmd: C },
): Promise<Outcome<C>> {
  const ended = await send<C>(connection, family, request);
  const { device, transport } = connection;
  const deviceId = families[family].authentication === 'device' ? device?.deviceId : undefined;
  transport?.onCall?.({ family, request, deviceId, ended });
  return ended;
}

async function send<C extends CommandName>(
  connection: Connection,
  family: Family,
  request: Requests[C] & { cmd: C },
): Promise<Outcome<C>> {
  const rules = rulesOf(connection);
  const token = await authorizationOf(connection, family);
  const headers = requestHeaders(rules, { opens: 'command', token, userAgent });
  const body = Uint8Array.from(encodeRequest(request));
  const url = addressOf(connection, family);
  connection.transport?.log?.('debug', 'call', { family, command: request.cmd, url });
  const exchanged = await exchange({ method: 'POST', url, headers, body }, connection.transport);
  const answered = httpOutcome(exchanged, rules);
  if ('outcome' in answered) return answered;
  const decoded = decodeReply(request.cmd, answered.body);
  switch (decoded.kind) {
    case 'known':
      return { outcome: 'reply', reply: decoded.reply };
    case 'unknown-status': {
      const { status, reason } = decoded.reply;
      if (!rules['client-transport/survives-unknown-status']?.(status))
        return { outcome: 'reply', reply: decoded.reply as unknown as Replies[C] };
      return { outcome: 'unknown-status', status, reason: rules['client-transport/shows-reason']?.(reason) };
    }
    case 'invalid':
      return { outcome: 'unreadable-reply', detail: decoded.detail };
  }
}

/** The URL of a family of commands. */
export function addressOf(connection: Connection, family: Family): string {
  const organization = encodeURIComponent(connection.organizationId ?? '');
  const route = families[family].route.replace('{organization_id}', organization);
  return new URL(route, connection.serverUrl).href;
}

async function authorizationOf(connection: Connection, family: Family): Promise<string | undefined> {
  const { authentication } = families[family];
  if (authentication === 'none') return undefined;
  if (authentication === 'invitation') return connection.invitationToken;
  if (connection.device === undefined) throw new TypeError(`a call of the family ${family} needs a device`);
  return deviceToken(connection.crypto, connection.device, connection.now?.() ?? new Date());
}

/** The credentials of a device. */
export interface DeviceCredentials {
  deviceId: Uuid;
  /** Ed25519 seed, 32 bytes. */
  signingKey: Uint8Array;
}

/**
 * Creates the bearer token of a device (AUTH-01, spec/protocol/authentication.md):
 * `PARSEC-SIGN-ED25519.<device id>.<unix seconds>.<base64url, padded>`. The token can be replayed
 * within its window (AUTH-10), so it must only travel over TLS.
 */
export async function deviceToken(crypto: Crypto, device: DeviceCredentials, now: Date): Promise<string> {
  const signed = `PARSEC-SIGN-ED25519.${device.deviceId.hex}.${Math.trunc(now.getTime() / 1000)}`;
  const signature = await crypto.sign(device.signingKey, new TextEncoder().encode(signed));
  return `${signed}.${paddedBase64Url(signature)}`;
}

function paddedBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
