import type { Uuid } from '@parsec-spec/spec/codec';
import { connectionOf, type Session } from '../journeys/index.ts';
import { call } from '../transport/index.ts';

/**
 * Lists the users that the administration of the server has frozen. Undefined if the server
 * refuses, which it does unless this user is an ADMIN (USER-30).
 */
export async function frozenUsers(session: Session): Promise<readonly Uuid[] | undefined> {
  const answer = await call(connectionOf(session), 'authenticated', { cmd: 'list_frozen_users' });
  return answer.outcome === 'reply' && answer.reply.status === 'ok' ? answer.reply.frozen_users : undefined;
}
