import { DateTime } from '@parsec-spec/spec/codec';
import {
  API_VERSION,
  type CommandName,
  decodeReply,
  encodeRequest,
  type ReplyOf,
  type RequestOf,
} from '@parsec-spec/spec/commands';
import { createServer, type ReferenceServer, type ServerOptions } from '../../src/core/create-server.ts';
import { type ExchangeReply, inProcess } from '../../src/http/in-process.ts';
import { type BootstrapChanges, makeBootstrap } from './bootstrap.ts';
import { bearer, type Member, newMember, type UserChanges, userCreation } from './members.ts';

const token = 's3cr3t';

/** An exchange with a server, through any adapter. */
type Talk = ReturnType<typeof inProcess>;

/** An organization on a server under test, and its first administrator. */
export interface TestOrganization {
  readonly id: string;
  readonly talk: Talk;
  readonly alice: Member;
  /** The same organization, behind another server on its journal. */
  behind(talk: Talk): TestOrganization;
  /** The header of a device. */
  authorization(author: Member): string;
  /** Sends a command. Returns the HTTP status, and the reply if there is one. */
  ask<R extends RequestOf<CommandName>>(author: Member, request: R, route?: 'tos'): Promise<Asked<R['cmd']>>;
  /** Alice enrols a person, dated after all other certificates. Throws if that fails. */
  enrol(name: string, changes?: UserChanges): Promise<Member>;
  /** A time later than all enrolled certificates: now, or one microsecond after the last. */
  later(): DateTime;
  /** An administration call; the parsed body with its status. */
  administer(method: string, path: string, body?: unknown): Promise<Administered>;
}

/** The result of a command. */
export interface Asked<C extends CommandName> {
  readonly http: number;
  readonly status: string | undefined;
  readonly reply: ReplyOf<C> | undefined;
}

interface Administered {
  readonly status: number;
  readonly body: unknown;
}

let named = 0;

/** A server in memory with one bootstrapped organization. */
export async function testOrganization(
  options: ServerOptions & { readonly settings?: object; readonly bootstrap?: BootstrapChanges } = {},
): Promise<TestOrganization & { readonly server: ReferenceServer }> {
  const server = createServer({ ...options, config: { administration_token: token, ...options.config } });
  const gathered = await organizationBehind(inProcess(server), options.settings, options.bootstrap);
  return { ...gathered, server };
}

/** One more bootstrapped organization on a server. */
export async function organizationBehind(
  talk: Talk,
  settings: object = {},
  bootstrap: BootstrapChanges = {},
): Promise<TestOrganization> {
  const id = `Org${++named}-${Date.now().toString(36)}`;
  const created = await administration(talk, 'POST', '', { organization_id: id, ...settings });
  const { bootstrap_url } = created.body as { bootstrap_url: string };
  const payload = Buffer.from(new URL(bootstrap_url).searchParams.get('p') ?? '', 'base64url');
  const first = makeBootstrap(payload.subarray(2), bootstrap);
  await sent(talk, { route: `/anonymous/${id}`, body: first.body, authorization: undefined });
  return reached(talk, id, first);
}

function reached(talk: Talk, id: string, alice: Member): TestOrganization {
  let last = DateTime.ofMillis(Date.now());
  const organization: TestOrganization = {
    id,
    talk,
    alice,
    authorization: bearer,
    behind: (other) => reached(other, id, alice),
    ask: async (author, request, route) => {
      const reply = await sent(talk, {
        route: `/authenticated/${id}${route === undefined ? '' : `/${route}`}`,
        body: encodeRequest(request),
        authorization: organization.authorization(author),
      });
      if (reply.status !== 200) return { http: reply.status, status: undefined, reply: undefined };
      const read = decodeReply(request.cmd, reply.body) as { readonly kind: string; readonly reply: never };
      const known = read.reply as { readonly status: string };
      return { http: 200, status: known.status, reply: read.reply };
    },
    enrol: async (name, changes) => {
      const person = newMember(name);
      const request = userCreation(alice, person, { at: organization.later(), ...changes });
      const { status } = await organization.ask(alice, request);
      if (status !== 'ok') throw new Error(`enrolment of ${name}: ${status}`);
      return person;
    },
    later: () => {
      const now = DateTime.ofMillis(Date.now());
      last = now.micros > last.micros ? now : last.plus(1n);
      return last;
    },
    administer: (method, path, body) => administration(talk, method, `/${id}${path}`, body),
  };
  return organization;
}

async function administration(
  talk: Talk,
  method: string,
  path: string,
  body?: unknown,
): Promise<Administered> {
  const reply = await talk({
    method,
    target: `/administration/organizations${path}`,
    headers: [
      ['Authorization', `Bearer ${token}`],
      ['Content-Type', 'application/json'],
    ],
    ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
  });
  return { status: reply.status, body: JSON.parse(Buffer.from(reply.body).toString() || 'null') };
}

function sent(
  talk: Talk,
  message: { readonly route: string; readonly body: Uint8Array; readonly authorization: string | undefined },
): Promise<ExchangeReply> {
  const { route, body, authorization } = message;
  return talk({
    method: 'POST',
    target: route,
    headers: [
      ['Api-Version', API_VERSION],
      ['Content-Type', 'application/msgpack'],
      ...(authorization === undefined ? [] : [['Authorization', authorization] as const]),
    ],
    body,
  });
}
