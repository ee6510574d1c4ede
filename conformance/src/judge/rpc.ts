import { type Family, families } from '@parsec-spec/spec/commands';
import type { Device } from '../people/cast.ts';
import type { SigningKey } from '../people/keys.ts';
import { apiVersion } from '../wire/api-version.ts';
import { encode } from '../wire/encode.ts';
import type { Exchange, HeaderList } from '../wire/exchange.ts';
import type { HeaderChanges } from '../wire/headers.ts';
import type { StreamingOptions, StreamingResponse } from '../wire/streaming-response.ts';
import type { Instant } from '../wire/values.ts';
import type { Http, HttpRequest } from './http.ts';

/** A device and its organization, for calls with device authentication. */
export interface Author {
  readonly organization: string;
  readonly device: Device;
}

/** The caller of a command. The authentication of its family determines which parts are needed. */
export interface Caller {
  /** Default: that of the author. */
  readonly organization?: string;
  readonly author?: Author;
  /** The token of an invitation: 32 hex digits. */
  readonly token?: string;
}

/** A command: `cmd` and its fields, or raw bytes. */
export type Command = Readonly<Record<string, unknown>> | Uint8Array;

/** Changes of one call, to make it invalid or to label it. */
export interface CallChange {
  /** Changes of the valid headers: `Api-Version`, `Content-Type`, `User-Agent`, `Authorization`. */
  readonly change?: HeaderChanges;
  readonly method?: string;
  /** Replaces the request target of the family. */
  readonly target?: string;
  readonly label?: string;
}

/** Commands that change nothing. Their requests may be repeated. */
const READ_ONLY_COMMANDS: readonly unknown[] = [
  'certificate_get',
  'invite_info',
  'invite_list',
  'list_frozen_users',
  'organization_info',
  'ping',
  'server_config',
  'tos_get',
];

/** The headers of every valid call. */
const HONEST_HEADERS: HeaderList = [
  ['Content-Type', 'application/msgpack'],
  ['Api-Version', apiVersion],
  ['User-Agent', 'parsec-spec-judge/1'],
];

/**
 * Calls commands by the route and the authentication of their family (spec/protocol/transport.md).
 */
export class Rpc {
  readonly #http: Http;
  readonly #now: () => Instant;

  constructor(http: Http, now: () => Instant) {
    this.#http = http;
    this.#now = now;
  }

  /** Calls a command of any family, with the route and the authentication in `family.json`. */
  call(family: Family, caller: Caller, command: Command, options?: CallChange): Promise<Exchange> {
    const { route, authentication } = families[family];
    const { author, token = '', organization = author?.organization ?? '' } = caller;
    const target = route.replace('{organization_id}', encodeURIComponent(organization));
    if (authentication === 'invitation') {
      return this.#post(target, command, () => [['Authorization', `Bearer ${token}`]], options);
    }
    const isSigned = authentication === 'device' && author !== undefined;
    return this.#post(target, command, () => (isSigned ? [this.#signature(author)] : []), options);
  }

  /** `POST /anonymous/{org}`. */
  anonymous(organization: string, command: Command, options?: CallChange): Promise<Exchange> {
    return this.call('anonymous', { organization }, command, options);
  }

  /** `POST /anonymous_server`. */
  anonymousServer(command: Command, options?: CallChange): Promise<Exchange> {
    return this.call('anonymous_server', {}, command, options);
  }

  /** `POST /invited/{org}`; the token has 32 hex digits. */
  invited(organization: string, token: string, command: Command, options?: CallChange): Promise<Exchange> {
    return this.call('invited', { organization, token }, command, options);
  }

  /** `POST /authenticated/{org}`, with a device token dated now. */
  authenticated(author: Author, command: Command, options?: CallChange): Promise<Exchange> {
    return this.call('authenticated', { author }, command, options);
  }

  /** `POST /authenticated/{org}/tos`, with a device token dated now. */
  tos(author: Author, command: Command, options?: CallChange): Promise<Exchange> {
    return this.call('tos', { author }, command, options);
  }

  /** `GET /authenticated/{org}/events`. Closes the stream after the head of the answer. */
  events(author: Author, options: CallChange = {}): Promise<Exchange> {
    return this.#http.send(() => ({ ...this.#listening(author, options), until: 'head' }));
  }

  /** Like `events`, but leaves the stream open. Resolves when the head of the answer arrives. */
  listen(author: Author, options: CallChange & StreamingOptions = {}): Promise<StreamingResponse> {
    return this.#http.open(() => this.#listening(author, options), options);
  }

  #listening(author: Author, options: CallChange): HttpRequest {
    return {
      method: options.method ?? 'GET',
      target: options.target ?? `/authenticated/${encodeURIComponent(author.organization)}/events`,
      headers: [['Accept', 'text/event-stream'], ...HONEST_HEADERS.slice(1), this.#signature(author)],
      ...(options.change === undefined ? {} : { change: options.change }),
      label: options.label,
    };
  }

  #signature(author: Author): readonly [string, string] {
    return ['Authorization', `Bearer ${deviceToken(author.device, this.#now())}`];
  }

  #post(
    target: string,
    command: Command,
    credentials: () => HeaderList,
    options: CallChange = {},
  ): Promise<Exchange> {
    const isRead = !(command instanceof Uint8Array) && READ_ONLY_COMMANDS.includes(command.cmd);
    return this.#http.send(() => ({
      connection: isRead ? 'kept' : 'fresh',
      method: options.method ?? 'POST',
      target: options.target ?? target,
      headers: [...HONEST_HEADERS, ...credentials()],
      ...(options.change === undefined ? {} : { change: options.change }),
      body: command instanceof Uint8Array ? command : encode(command),
      label: options.label,
    }));
  }
}

/** Changes that make a device token invalid. Each text replaces one part of the token. */
export interface TokenChange {
  readonly prefix?: string;
  readonly deviceId?: string;
  readonly timestamp?: string;
  /** The key that signs instead of the device's. */
  readonly signedBy?: SigningKey;
  /** Changes the 64 signature bytes. */
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  /** Changes the text of the signature. */
  readonly signatureText?: (text: string) => string;
  /** Changes the signed part after it was signed. */
  readonly afterwards?: (signed: string) => string;
}

/**
 * Makes a device token (AUTH-01): `PARSEC-SIGN-ED25519.<device id>.<seconds>.<base64url signature,
 * padded>`. The header has the word Bearer before it.
 */
export function deviceToken(device: Device, at: Instant, change: TokenChange = {}): string {
  const signed = `${change.prefix ?? 'PARSEC-SIGN-ED25519'}.${change.deviceId ?? device.id.hex}.${change.timestamp ?? at.seconds}`;
  const honest = (change.signedBy ?? device.key).sign(Buffer.from(signed));
  const bytes = change.signature?.(honest) ?? honest;
  const text = Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  return `${change.afterwards?.(signed) ?? signed}.${change.signatureText?.(text) ?? text}`;
}
