import type { ClientJudge } from '../case/client-judge.ts';
import type { Fields } from '../case/expect.ts';
import type { MockReply, MockServer } from '../case/mock-server.ts';
import { readCertificate } from '../people/certificates.ts';
import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { SentRequest } from '../wire/exchange.ts';
import { Instant } from '../wire/values.ts';
import type { Dated } from './staged-certificates.ts';

/** A frame of the event stream (spec/protocol/events.md): an event, with an id or none. */
export const frameOf = (event: Readonly<Record<string, unknown>>, id?: string): string => {
  const data = Buffer.from(encode({ status: 'ok', ...event })).toString('base64');
  return id === undefined ? `data:${data}\n\n` : `data:${data}\nid:${id}\n\n`;
};

/** The first frame of every stream: the organization's configuration, without an id. */
export const configurationFrame = (outsiders = true): string =>
  frameOf({
    event: 'ORGANIZATION_CONFIG',
    user_profile_outsider_allowed: outsiders,
    active_users_limit: null,
    sse_keepalive_seconds: 30,
  });

/**
 * A server that the judge plays, honest except for the changes of a check. It has one organization.
 */
export interface StagedServer {
  readonly server: MockServer;
  readonly organization: string;
  /** Every command that the client sent, oldest first. */
  readonly asked: readonly Fields[];
  /**
   * Certificates that the server serves, with their dates. A bootstrap adds the first two. A check
   * may change them.
   */
  common: readonly Dated[];
  sequester: readonly Dated[];
  /**
   * False common certificates, which the server appends to every reply whatever the client
   * requests.
   */
  falseCertificates: readonly Dated[];
  /** Replaces an answer of the honest server, if it returns one. */
  answer: (command: Fields, request: SentRequest) => MockReply | Promise<MockReply> | undefined;
}

/** Starts such a server without certificates: its organization is not bootstrapped yet. */
export async function stageServer(judge: ClientJudge, organization: string): Promise<StagedServer> {
  const asked: Fields[] = [];
  const server = await judge.mock((request) => {
    const command = commandOf(request);
    asked.push(command);
    return played.answer(command, request) ?? honest(played, command);
  });
  const played: StagedServer = {
    ...{ server, organization, asked },
    ...{ common: [], sequester: [], falseCertificates: [], answer: () => undefined },
  };
  return played;
}

function honest(played: StagedServer, command: Fields): MockReply {
  const { common } = played;
  if (command.cmd === 'organization_bootstrap') {
    if (common.length > 0) return { reply: { status: 'organization_already_bootstrapped' } };
    played.common = [dated(command.user_certificate), dated(command.device_certificate)];
    return { reply: { status: 'ok' } };
  }
  if (common.length === 0) return { status: 403, body: '{"detail":"unknown device"}' };
  if (command.cmd === 'tos_get') return { reply: { status: 'no_tos' } };
  if (command.cmd === 'organization_info')
    return { reply: { status: 'ok', total_metadata_bytes: 0, total_block_bytes: 0 } };
  if (command.cmd === 'certificate_get') return certificates(played, command);
  return { status: 415, body: '{"detail":"unknown command"}' };
}

function certificates(played: StagedServer, { common_after, sequester_after }: Fields): MockReply {
  const after = (list: readonly Dated[], cursor: unknown) =>
    list.filter(({ at }) => !(cursor instanceof Instant) || at.micros > cursor.micros);
  const bytes = (list: readonly Dated[]) => list.map((each) => each.bytes);
  return {
    reply: {
      status: 'ok',
      common_certificates: bytes([...after(played.common, common_after), ...played.falseCertificates]),
      sequester_certificates: bytes(after(played.sequester, sequester_after)),
      shamir_recovery_certificates: [],
      realm_certificates: {},
    },
  };
}

// The checks verify the signer. Here only the date counts.
function dated(bytes: unknown): Dated {
  if (!(bytes instanceof Uint8Array)) return { at: new Instant(0n), bytes: new Uint8Array() };
  const { timestamp } = readCertificate(bytes, new Uint8Array(32)).content;
  return { at: timestamp instanceof Instant ? timestamp : new Instant(0n), bytes };
}

function commandOf(request: SentRequest): Fields {
  try {
    const value = decode(request.body);
    return value !== null && typeof value === 'object' ? (value as Fields) : {};
  } catch {
    return {};
  }
}
