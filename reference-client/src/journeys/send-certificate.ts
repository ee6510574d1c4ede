import { DateTime } from '@parsec-spec/spec/codec';
import type { Outcome } from '../call/call.ts';
import { type ClientEnvironment, instant } from './session.ts';

/** The commands whose certificates must have increasing timestamps. */
export type DatedCommand = 'user_create' | 'device_create' | 'user_update' | 'user_revoke';

/** Why the server refused a new certificate, whatever it certifies. */
export type CertificateRefusal =
  | { outcome: 'clock-off'; server: DateTime; client: DateTime }
  /** Other clients wrote newer certificates before each attempt. */
  | { outcome: 'overtaken' }
  /** The server refused the certificates of this client with `status`. */
  | { outcome: 'certificates-refused'; status: string };

type DatedReply = Extract<Outcome<DatedCommand>, { outcome: 'reply' }>['reply'];

const HALF_A_SECOND_US = 500_000n;
const MAX_ATTEMPTS = 5;

/**
 * Sends a certificate with the current time. If the server has a later one, retries with a
 * timestamp half a second after that (spec/protocol/ordering.md, spec/protocol/certificates.md).
 *
 * @param send signs and sends a new certificate at each attempt
 */
export async function sendCertificate<C extends DatedCommand>(
  environment: ClientEnvironment,
  send: (timestamp: DateTime) => Promise<Outcome<C>>,
): Promise<Outcome<C>> {
  let timestamp = instant(environment);
  for (let attempt = 1; ; attempt++) {
    const answer = await send(timestamp);
    if (answer.outcome !== 'reply' || attempt >= MAX_ATTEMPTS) return answer;
    const { reply } = answer as { reply: { status: string; strictly_greater_than?: DateTime } };
    if (reply.status !== 'require_greater_timestamp' || reply.strictly_greater_than === undefined)
      return answer;
    timestamp = later(instant(environment), reply.strictly_greater_than.plus(HALF_A_SECOND_US));
  }
}

const later = (one: DateTime, other: DateTime): DateTime => (DateTime.compare(one, other) > 0 ? one : other);

/** The refusals that every command with certificates has in common. */
export function certificateRefusal(reply: DatedReply): CertificateRefusal {
  switch (reply.status) {
    case 'timestamp_out_of_ballpark':
      return { outcome: 'clock-off', server: reply.server_timestamp, client: reply.client_timestamp };
    case 'require_greater_timestamp':
      return { outcome: 'overtaken' };
    default:
      return { outcome: 'certificates-refused', status: reply.status };
  }
}
