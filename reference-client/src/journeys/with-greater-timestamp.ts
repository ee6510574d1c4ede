import { DateTime } from '@parsec-spec/spec/codec';
import type { Outcome } from '../transport/index.ts';
import { instant, type Means } from './session.ts';

/** The commands whose certificates follow one another in time. */
export type DatedCommand = 'user_create' | 'device_create' | 'user_update' | 'user_revoke';

const halfASecond = 500_000n;
const mostTries = 5;

/** Sends a certificate dated now; where the server has a later one already, another that is half a second later than that (spec/protocol/ordering.md, spec/protocol/certificates.md). `send` makes everything anew each time. */
export async function withGreaterTimestamp<C extends DatedCommand>(
  means: Means,
  send: (timestamp: DateTime) => Promise<Outcome<C>>,
): Promise<Outcome<C>> {
  let timestamp = instant(means);
  for (let tried = 1; ; tried++) {
    const answer = await send(timestamp);
    if (answer.outcome !== 'reply' || tried >= mostTries) return answer;
    const { reply } = answer as { reply: { status: string; strictly_greater_than?: DateTime } };
    if (reply.status !== 'require_greater_timestamp' || reply.strictly_greater_than === undefined)
      return answer;
    timestamp = later(instant(means), reply.strictly_greater_than.plus(halfASecond));
  }
}

const later = (one: DateTime, other: DateTime): DateTime => (DateTime.compare(one, other) > 0 ? one : other);
