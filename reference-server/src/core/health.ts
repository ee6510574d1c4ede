import { accountStream } from '../storage/journal.ts';
import type { Header, Reply } from './call.ts';
import { detailReply, jsonReply } from './replies.ts';
import type { Services } from './services.ts';

const uncached: Header = ['Cache-Control', 'no-store'];
const healthy = jsonReply(200, JSON.stringify({ status: 'ok' }), uncached);
const unready = detailReply(503, 'Service Unavailable', uncached);

/** The answer to `GET /healthz`. It does not depend on the database. */
export const liveness: Reply = healthy;

/**
 * Answers `GET /readyz`: 503 once the server stops. One read shows that the database answers. Its
 * failure is answered like that of any other request, with 503 if the database is away.
 */
export async function readiness({ journal, stopping }: Services): Promise<Reply> {
  if (stopping.aborted) return unready;
  await journal.read(accountStream, Number.MAX_SAFE_INTEGER, 1);
  return stopping.aborted ? unready : healthy;
}
