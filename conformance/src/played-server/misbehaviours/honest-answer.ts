import type { MockReply } from '../../judge/mock-server.ts';
import { certificateContent } from '../../people/certificates.ts';
import type { DatedCertificate } from '../../people/dated-certificates.ts';
import { configurationFrame } from '../../wire/event-frames.ts';
import type { SentRequest } from '../../wire/exchange.ts';
import { type Fields, Instant } from '../../wire/values.ts';
import type { CertificateHistory } from './certificates/forgery.ts';

/** The certificates of a simulated organization. Empty: it is not bootstrapped yet. */
export type SimulatedHistory = { -readonly [Name in keyof CertificateHistory]: CertificateHistory[Name] };

/**
 * The answer of a correct server without invitations. A client may send any of these commands during
 * an act.
 */
export function honestAnswer(simulated: SimulatedHistory, command: Fields, request: SentRequest): MockReply {
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

function certificates(simulated: SimulatedHistory, { common_after, sequester_after }: Fields): MockReply {
  const after = (list: readonly DatedCertificate[], cursor: unknown) =>
    list.filter(({ at }) => !(cursor instanceof Instant) || at.micros > cursor.micros);
  const bytes = (list: readonly DatedCertificate[]) => list.map((each) => each.bytes);
  return {
    reply: {
      status: 'ok',
      common_certificates: bytes(after(simulated.common, common_after)),
      sequester_certificates: bytes(after(simulated.sequester, sequester_after)),
      shamir_recovery_certificates: [],
      realm_certificates: {},
    },
  };
}

/**
 * A certificate with its timestamp. The signature is not verified: the check judges a certificate
 * that cannot be read.
 */
export function dated(bytes: unknown): DatedCertificate {
  const unreadable = new Instant(0n);
  if (!(bytes instanceof Uint8Array)) return { at: unreadable, bytes: new Uint8Array() };
  try {
    const { timestamp } = certificateContent(bytes);
    return { at: timestamp instanceof Instant ? timestamp : unreadable, bytes };
  } catch {
    return { at: unreadable, bytes };
  }
}
