import type { ClientJudge } from '../case/client-judge.ts';
import type { Fields } from '../case/expect.ts';
import type { MockReply, MockServer } from '../case/mock-server.ts';
import { applyMisbehaviours, parseMisbehaviour } from '../misbehaviours/parse.ts';
import { readCertificate } from '../people/certificates.ts';
import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { SentRequest } from '../wire/exchange.ts';
import { Instant } from '../wire/values.ts';
import type { DatedCertificate } from './signed-certificates.ts';

/** Encodes a frame of the event stream (spec/protocol/events.md). `id` is optional. */
export const eventFrame = (event: Readonly<Record<string, unknown>>, id?: string): string => {
  const data = Buffer.from(encode({ status: 'ok', ...event })).toString('base64');
  return id === undefined ? `data:${data}\n\n` : `data:${data}\nid:${id}\n\n`;
};

/** The first frame of every stream: the organization's configuration, without an id. */
export const configurationFrame = (outsiders = true): string =>
  eventFrame({
    event: 'ORGANIZATION_CONFIG',
    user_profile_outsider_allowed: outsiders,
    active_users_limit: null,
    sse_keepalive_seconds: 30,
  });

/**
 * A server that the judge simulates. It has one organization, and is honest except for the changes
 * that a check makes.
 */
export interface SimulatedServer {
  readonly server: MockServer;
  /** Name of the organization. */
  readonly organization: string;
  /** Every command that the client sent, oldest first. */
  readonly commands: readonly Fields[];
  /**
   * The common certificates that the server serves. A bootstrap adds the first two. A check may
   * change them.
   */
  common: readonly DatedCertificate[];
  /** The sequester certificates that the server serves. */
  sequester: readonly DatedCertificate[];
  /**
   * False common certificates. The server appends them to every reply to `certificate_get`,
   * whatever the client requests.
   */
  falseCertificates: readonly DatedCertificate[];
  /** Returns the answer that replaces the honest one, or undefined to keep the honest one. */
  answer: (command: Fields, request: SentRequest) => MockReply | Promise<MockReply> | undefined;
  /** Applies these misbehaviours (`name=parameter`) from now on instead of earlier ones. */
  misbehave(...names: readonly string[]): void;
  /** Forgets the commands and exchanges so far. */
  forget(): void;
}

/** Starts a simulated server without certificates. Its organization is not bootstrapped yet. */
export async function simulateServer(judge: ClientJudge, organization: string): Promise<SimulatedServer> {
  const commands: Fields[] = [];
  let change = applyMisbehaviours([]);
  const server = await judge.mock(async (request) => {
    const command = commandOf(request);
    commands.push(command);
    const answer = await (simulated.answer(command, request) ?? honest(simulated, command, request));
    return change(answer, { request, command });
  });
  const simulated: SimulatedServer = {
    ...{ server, organization, commands },
    ...{ common: [], sequester: [], falseCertificates: [], answer: () => undefined },
    misbehave: (...names: readonly string[]) => {
      change = applyMisbehaviours(names.map(parseMisbehaviour));
    },
    forget: () => {
      commands.length = 0;
      server.forget();
    },
  };
  return simulated;
}

/**
 * The answer of a correct server without invitations. A client may send any of these commands during
 * an act.
 */
function honest(simulated: SimulatedServer, command: Fields, request: SentRequest): MockReply {
  const { common } = simulated;
  if (request.method === 'GET' && request.target.endsWith('/events'))
    return common.length === 0
      ? { status: 403, body: '{"detail":"unknown device"}' }
      : { events: ({ write }) => write(configurationFrame()) };
  if (command.cmd === 'ping') return { reply: { status: 'ok', pong: command.ping } };
  if (command.cmd === 'organization_bootstrap') {
    if (common.length > 0) return { reply: { status: 'organization_already_bootstrapped' } };
    simulated.common = [dated(command.user_certificate), dated(command.device_certificate)];
    return { reply: { status: 'ok' } };
  }
  if (common.length === 0) return { status: 403, body: '{"detail":"unknown device"}' };
  if (command.cmd === 'tos_get') return { reply: { status: 'no_tos' } };
  if (command.cmd === 'organization_info')
    return { reply: { status: 'ok', total_metadata_bytes: 0, total_block_bytes: 0 } };
  if (command.cmd === 'invite_list') return { reply: { status: 'ok', invitations: [] } };
  if (command.cmd === 'list_frozen_users') return { reply: { status: 'ok', frozen_users: [] } };
  if (command.cmd === 'certificate_get') return certificates(simulated, command);
  return { status: 415, body: '{"detail":"unknown command"}' };
}

function certificates(simulated: SimulatedServer, { common_after, sequester_after }: Fields): MockReply {
  const after = (list: readonly DatedCertificate[], cursor: unknown) =>
    list.filter(({ at }) => !(cursor instanceof Instant) || at.micros > cursor.micros);
  const bytes = (list: readonly DatedCertificate[]) => list.map((each) => each.bytes);
  return {
    reply: {
      status: 'ok',
      common_certificates: bytes([...after(simulated.common, common_after), ...simulated.falseCertificates]),
      sequester_certificates: bytes(after(simulated.sequester, sequester_after)),
      shamir_recovery_certificates: [],
      realm_certificates: {},
    },
  };
}

/** A certificate that a client sent, with its timestamp. */
// The signature is not verified here. The check judges a certificate that cannot be read.
export function dated(bytes: unknown): DatedCertificate {
  const unreadable = new Instant(0n);
  if (!(bytes instanceof Uint8Array)) return { at: unreadable, bytes: new Uint8Array() };
  try {
    const { timestamp } = readCertificate(bytes, new Uint8Array(32)).content;
    return { at: timestamp instanceof Instant ? timestamp : unreadable, bytes };
  } catch {
    return { at: unreadable, bytes };
  }
}

function commandOf(request: SentRequest): Fields {
  try {
    const value = decode(request.body);
    return value !== null && typeof value === 'object' ? (value as Fields) : {};
  } catch {
    return {};
  }
}
