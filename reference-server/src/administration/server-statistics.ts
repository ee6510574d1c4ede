import { administrationFacts, type ServerStatsQuery } from '@parsec-spec/spec/administration';
import { DateTime } from '@parsec-spec/spec/codec';
import { administrationRules, ask } from '@parsec-spec/spec/rules';
import type { OrganizationFigures } from '@parsec-spec/spec/state';
import type { Header, Reply } from '../core/call.ts';
import type { Exchange } from '../core/exchange.ts';
import { detailReply, jsonReply } from '../core/replies.ts';
import type { Services } from '../core/services.ts';
import type { Journal } from '../journal/journal.ts';
import { queryOf } from './input.ts';
import { writeJson } from './json.ts';

/** How many organizations are told of in one piece: with more of them the answer is a stream, which needs no memory. */
const most = 2_000;
const json: Header = ['Content-Type', 'application/json'];
const csv: Header = ['Content-Type', 'text/csv; charset=utf-8'];

/** Figures of all organizations, as JSON or CSV (A5). */
export async function serverStatistics({ law, journal }: Services, exchange: Exchange): Promise<Reply> {
  const query = queryOf(exchange, administrationFacts.server_stats.query);
  if (!query.ok) return query.reply;
  const request = query.value as ServerStatsQuery;
  const at = request.at === undefined ? undefined : DateTime.parse(request.at);
  const figures = await journal.figures(at, { after: '', most });
  const refused = ask(law.operation('server_stats'), { request, figures });
  if (refused !== true) return detailReply(refused.http, refused.detail);
  if (figures.length === most) return streamed(journal, request, at, figures);
  const { reply } = administrationRules.server_stats.effect({ request, figures });
  if (typeof reply !== 'string') return jsonReply(200, writeJson(reply));
  return { status: 200, headers: [csv], body: reply };
}

function streamed(
  journal: Journal,
  request: ServerStatsQuery,
  at: DateTime | undefined,
  first: readonly OrganizationFigures[],
): Reply {
  let gone = false;
  async function* pieces(): AsyncGenerator<string> {
    const isCsv = request.format === 'csv';
    if (!isCsv) yield '{"stats":[';
    for (let [figures, nth] = [first, 0]; figures.length > 0 && !gone; nth += 1) {
      const { reply } = administrationRules.server_stats.effect({ request, figures });
      // A header line comes once, and what stands between two organizations between two pieces too.
      if (typeof reply === 'string') yield nth === 0 ? reply : reply.slice(reply.indexOf('\n') + 1);
      else yield `${nth === 0 ? '' : ','}${writeJson(reply.stats).slice(1, -1)}`;
      const after = figures.at(-1)?.organization_id ?? '';
      figures = figures.length < most ? [] : await journal.figures(at, { after, most });
    }
    if (!isCsv) yield ']}';
  }
  const end = (): void => {
    gone = true;
  };
  const body = { [Symbol.asyncIterator]: pieces, end };
  return { status: 200, headers: [request.format === 'csv' ? csv : json], body };
}
