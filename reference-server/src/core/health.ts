import { accountStream, type Journal } from '../storage/journal.ts';
import type { Header, Reply } from './call.ts';
import { detailReply, jsonReply, unknownPage } from './replies.ts';
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
  await readOnce(journal);
  return stopping.aborted ? unready : healthy;
}

const readOnce = (journal: Journal): Promise<unknown> =>
  journal.read(accountStream, Number.MAX_SAFE_INTEGER, 1);

/** Answers `GET /metrics` in the text format of Prometheus. */
export async function metrics({ metrics: counted, journal, streams }: Services): Promise<Reply> {
  if (counted === undefined) return unknownPage;
  const isDatabaseUp = await readOnce(journal).then(
    () => true,
    () => false,
  );
  return {
    status: 200,
    headers: [['Content-Type', 'text/plain; version=0.0.4; charset=utf-8'], uncached],
    body: await counted.text({ eventStreams: streams.count, isDatabaseUp }),
  };
}
