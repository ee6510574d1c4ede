import type { Uuid } from '@parsec-spec/spec/codec';
import { connectionOf, type Session } from '../journeys/index.ts';
import { call } from '../transport/index.ts';

/** The users that the administration of the server froze; undefined where the server does not say, as to anybody but an ADMIN (USER-30). */
export async function frozenUsers(session: Session): Promise<readonly Uuid[] | undefined> {
  const answer = await call(connectionOf(session), 'authenticated', { cmd: 'list_frozen_users' });
  return answer.outcome === 'reply' && answer.reply.status === 'ok' ? answer.reply.frozen_users : undefined;
}
