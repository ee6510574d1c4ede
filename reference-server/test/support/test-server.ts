import { type DecodedObject, decode, type Encodable, encode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import type { Header } from '../../src/core/call.ts';
import { createServer, type ServerOptions } from '../../src/core/create-server.ts';
import { type ExchangeReply, inProcess } from '../../src/http/in-process.ts';
import { type Bootstrap, type BootstrapChanges, makeBootstrap } from './bootstrap.ts';
import { bearer, type Device } from './members.ts';

export const msgpack: readonly Header[] = [
  ['Api-Version', API_VERSION],
  ['Content-Type', 'application/msgpack'],
];
export const administrator: readonly Header[] = [
  ['Authorization', 'Bearer s3cr3t'],
  ['Content-Type', 'application/json'],
  ['Host', 'parsec.test:1234'],
];

/** A server without a socket, and people who use it. */
export class TestServer {
  readonly server;
  readonly exchange: ReturnType<typeof inProcess>;
  #named = 0;

  constructor(options: ServerOptions = {}) {
    this.server = createServer({ ...options, config: { administration_token: 's3cr3t', ...options.config } });
    this.exchange = inProcess(this.server);
  }

  /** An administration call with a JSON body. */
  administer(
    method: string,
    target: string,
    body?: unknown,
    headers = administrator,
  ): Promise<ExchangeReply> {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    return this.exchange({ method, target: `/administration${target}`, headers, body: Buffer.from(text) });
  }

  /** A POST to a family of commands. */
  call(
    target: string,
    body: Encodable | Uint8Array,
    headers: readonly Header[] = msgpack,
  ): Promise<ExchangeReply> {
    const bytes = body instanceof Uint8Array ? body : encode(body);
    return this.exchange({ method: 'POST', target, headers, body: bytes });
  }

  /** A fresh organization: its name, and the token of its link. */
  async organization(settings: object = {}): Promise<{ id: string; token: Uint8Array }> {
    const id = `Org${this.#named++}`;
    const reply = await this.administer('POST', '/organizations', { organization_id: id, ...settings });
    return { id, token: tokenIn(reply) };
  }

  bootstrap(id: string, bootstrap: Bootstrap): Promise<ExchangeReply> {
    return this.call(`/anonymous/${id}`, bootstrap.body);
  }

  /** A bootstrapped organization, with what its first device knows. */
  async bootstrapped(
    settings: object = {},
    changes: BootstrapChanges = {},
  ): Promise<{ id: string; bootstrap: Bootstrap }> {
    const { id, token } = await this.organization(settings);
    const bootstrap = makeBootstrap(token, changes);
    await this.bootstrap(id, bootstrap);
    return { id, bootstrap };
  }

  /** A command of the first device. */
  authenticated(id: string, author: Device, command: Encodable, route = ''): Promise<ExchangeReply> {
    return this.call(`/authenticated/${id}${route}`, command, [
      ...msgpack,
      ['Authorization', bearer(author)],
    ]);
  }
}

/**
 * The token in the links of a creation, in either alphabet of base64 (a plus is
 * a blank in a query).
 */
function tokenIn(reply: ExchangeReply): Uint8Array {
  const { bootstrap_url } = jsonOf(reply) as { bootstrap_url: string };
  const payload = new URL(bootstrap_url).searchParams.get('p') ?? '';
  return Buffer.from(payload.replaceAll(' ', '+'), 'base64url').subarray(2);
}

export const jsonOf = ({ body }: ExchangeReply): unknown => JSON.parse(Buffer.from(body).toString());

const replyOf = ({ body }: ExchangeReply): DecodedObject => decode(body) as DecodedObject;

/** The outcome in one word: the status of a command, or the HTTP status of a refusal. */
export const outcomeOf = (reply: ExchangeReply): string | number => {
  const isCommand = reply.status === 200 && headerOf(reply, 'content-type') === 'application/msgpack';
  return isCommand && reply.body.length > 0 ? String(replyOf(reply).status) : reply.status;
};

export const headerOf = ({ headers }: ExchangeReply, name: string): string | undefined =>
  headers.find(([known]) => known.toLowerCase() === name)?.[1];

export const organizationInfo = { cmd: 'organization_info' };

export const certificateGet = {
  cmd: 'certificate_get',
  common_after: null,
  sequester_after: null,
  shamir_recovery_after: null,
  realm_after: new Map(),
} as const;
