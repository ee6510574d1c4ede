import { administrationFacts, type ServerStatsQuery } from '@parsec-spec/spec/administration';
import { DateTime } from '@parsec-spec/spec/codec';
import { administrationRules, runGuards } from '@parsec-spec/spec/rules';
import type { OrganizationFigures } from '@parsec-spec/spec/state';
import { nextTask } from '#platform';
import type { Journal } from '../storage/journal.ts';
import { queryOf } from './administration-input.ts';
import type { Header, Reply } from './call.ts';
import type { IncomingCall } from './incoming-call.ts';
import { detailReply } from './replies.ts';
import type { Services } from './services.ts';

/**
 * Organizations that are counted in one event-loop task. Other requests run between two such
 * batches.
 */
const BATCH_SIZE = 64;
/** Batches whose text is buffered. A longer answer is streamed, so that its memory is bounded. */
const MAX_BUFFERED_BATCHES = 32;
const types = {
  json: ['Content-Type', 'application/json'],
  csv: ['Content-Type', 'text/csv; charset=utf-8'],
} satisfies Record<string, Header>;

/** Figures of all organizations, as JSON or CSV. */
export async function serverStatistics(
  { guards, journal }: Services,
  incoming: IncomingCall,
): Promise<Reply> {
  const query = queryOf(incoming, administrationFacts.server_stats.query);
  if (!query.ok) return query.reply;
  const request = query.value as ServerStatsQuery;
  // Guards run before any figure is read: a refusal does not depend on the figures.
  const refused = runGuards(guards.operation('server_stats'), { request, figures: [] }, incoming.refusedBy);
  if (refused !== true) return detailReply(refused.http, refused.detail);
  const at = request.at === undefined ? undefined : DateTime.parse(request.at);
  const pieces = writeStatistics(request, figureBatches(journal, at));
  const headers = [types[request.format === 'csv' ? 'csv' : 'json']];
  const batches: string[] = [];
  while (batches.length <= MAX_BUFFERED_BATCHES) {
    const { done, value } = await pieces.next();
    if (done) return { status: 200, headers, body: batches.join('') };
    batches.push(value);
  }
  async function* whole(): AsyncGenerator<string> {
    yield batches.join('');
    yield* pieces;
  }
  const body = whole();
  const end = (): void => void body.return(undefined);
  return { status: 200, headers, body: { [Symbol.asyncIterator]: () => body, end } };
}

/**
 * The figures ordered by identifier, one batch at a time. Other requests run between two batches.
 */
async function* figureBatches(
  journal: Journal,
  at: DateTime | undefined,
): AsyncGenerator<readonly OrganizationFigures[]> {
  let after = '';
  for (;;) {
    await separateTask();
    const figures = await journal.figures(at, { after, limit: BATCH_SIZE });
    yield figures;
    if (figures.length < BATCH_SIZE) return;
    after = figures.at(-1)?.organization_id ?? '';
  }
}

let lastTask: Promise<void> = Promise.resolve();

/**
 * Resolves in an event-loop task of its own, so that other requests wait for one batch, not for one
 * of each caller.
 */
function separateTask(): Promise<void> {
  lastTask = lastTask.then(nextTask);
  return lastTask;
}

/** The text of the answer, in pieces. */
async function* writeStatistics(
  request: ServerStatsQuery,
  all: AsyncIterable<readonly OrganizationFigures[]>,
): AsyncGenerator<string> {
  const isCsv = request.format === 'csv';
  if (!isCsv) yield '{"stats":[';
  let isFirst = true;
  for await (const figures of all) {
    const { reply } = administrationRules.server_stats.effect({ request, figures });
    // Only the first piece keeps the header line. Two pieces need a separator, as two organizations
    // do.
    if (typeof reply === 'string') yield isFirst ? reply : reply.slice(reply.indexOf('\n') + 1);
    // Figures are counts, which JSON.stringify does not round.
    else if (figures.length > 0) yield `${isFirst ? '' : ','}${JSON.stringify(reply.stats).slice(1, -1)}`;
    isFirst = false;
  }
  if (!isCsv) yield ']}';
}
