import { readCertificate } from '../certificate/index.ts';
import type { SentRequest } from '../exchange/index.ts';
import type { ClientJudge, Fields, MockReply, MockServer } from '../judge/index.ts';
import { Instant, unpack } from '../wire/index.ts';
import type { Dated } from './signed.ts';

/**
 * A server that the judge plays, honestly but for what a check changes. It has one organization.
 */
export interface PlayedServer {
  readonly server: MockServer;
  readonly organization: string;
  /** Every command that the client sent, oldest first. */
  readonly asked: readonly Fields[];
  /**
   * Certificates that the server hands out, by their dates; a bootstrap puts the first two there.
   * Change them at will.
   */
  common: readonly Dated[];
  sequester: readonly Dated[];
  /** Common certificates handed out behind the others, whatever was asked for: lies. */
  lies: readonly Dated[];
  /** Answers in the honest server's place, where it answers at all. */
  answer: (command: Fields, request: SentRequest) => MockReply | Promise<MockReply> | undefined;
}

/** Starts such a server, with no certificate: its organization waits for its bootstrap. */
export async function playServer(judge: ClientJudge, organization: string): Promise<PlayedServer> {
  const asked: Fields[] = [];
  const server = await judge.mock((request) => {
    const command = commandOf(request);
    asked.push(command);
    return played.answer(command, request) ?? honest(played, command);
  });
  const played: PlayedServer = {
    ...{ server, organization, asked },
    ...{ common: [], sequester: [], lies: [], answer: () => undefined },
  };
  return played;
}

function honest(played: PlayedServer, command: Fields): MockReply {
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

function certificates(played: PlayedServer, { common_after, sequester_after }: Fields): MockReply {
  const after = (list: readonly Dated[], cursor: unknown) =>
    list.filter(({ at }) => !(cursor instanceof Instant) || at.micros > cursor.micros);
  const bytes = (list: readonly Dated[]) => list.map((each) => each.bytes);
  return {
    reply: {
      status: 'ok',
      common_certificates: bytes([...after(played.common, common_after), ...played.lies]),
      sequester_certificates: bytes(after(played.sequester, sequester_after)),
      shamir_recovery_certificates: [],
      realm_certificates: {},
    },
  };
}

// Whose key signed it is for the checks to judge: here only its date counts.
function dated(bytes: unknown): Dated {
  if (!(bytes instanceof Uint8Array)) return { at: new Instant(0n), bytes: new Uint8Array() };
  const { timestamp } = readCertificate(bytes, new Uint8Array(32)).content;
  return { at: timestamp instanceof Instant ? timestamp : new Instant(0n), bytes };
}

function commandOf(request: SentRequest): Fields {
  try {
    const value = unpack(request.body);
    return value !== null && typeof value === 'object' ? (value as Fields) : {};
  } catch {
    return {};
  }
}
