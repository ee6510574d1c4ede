import { judgeAccess } from './access.ts';
import { judgeUploads } from './certificate-uploads.ts';
import { type ClientFiles, judgeOwnKeys, judgeSecrets, verifyKeysOf } from './client-files.ts';
import { judgeClientRequests } from './client-requests.ts';
import { judgeEventStreams } from './event-streams.ts';
import { judgeEncoding } from './field-encoding.ts';
import { judgeGreetings } from './greetings.ts';
import { History } from './history.ts';
import { type JudgedRule, Judgement } from './judgement.ts';
import type { TimedExchange } from './recording.ts';
import { judgeServedCertificates } from './served-certificates.ts';
import { judgeServerReplies } from './server-replies.ts';
import { judgeTerms } from './terms.ts';
import { judgeTokenTimes } from './time-window.ts';
import { readTraffic } from './traffic.ts';

/** What the traffic between clients and a server shows. */
export interface Observation {
  /** `fail` if a MUST is broken, `none` if no rule could be judged. */
  readonly verdict: 'pass' | 'fail' | 'none';
  /** Number of judged exchanges. */
  readonly exchanges: number;
  /** Number of bodies that were judged without their end, or not at all. */
  readonly cutBodies: number;
  /** The errors of requests that got no response, and how often each came. */
  readonly unanswered: Readonly<Record<string, number>>;
  /** Every rule that the traffic shows, broken ones first. */
  readonly rules: readonly JudgedRule[];
}

/**
 * Judges recorded traffic by every rule that it shows, of clients and server. Sends nothing.
 *
 * @param exchanges - in any order
 * @param files - opened device files of the client, to judge what is sealed
 * @example
 * const exchanges = [];
 * for await (const exchange of readRecording('traffic.ndjson')) exchanges.push(exchange);
 * const { verdict, rules } = judgeTraffic(exchanges);
 */
export function judgeTraffic(exchanges: readonly TimedExchange[], files?: ClientFiles): Observation {
  const traffic = readTraffic(exchanges);
  const history = new History(traffic, files === undefined ? undefined : verifyKeysOf(files));
  const judgement = new Judgement();
  judgeClientRequests(traffic, history, judgement);
  judgeServerReplies(traffic, judgement);
  judgeEncoding(traffic, judgement);
  judgeUploads(traffic, history, judgement);
  judgeTokenTimes(traffic, judgement);
  judgeServedCertificates(traffic, history, judgement);
  judgeAccess(traffic, history, judgement);
  judgeGreetings(traffic, history, judgement);
  judgeEventStreams(traffic, history, judgement);
  judgeTerms(traffic, judgement);
  let unsearched = 0;
  if (files !== undefined) {
    unsearched = judgeSecrets(traffic, files, judgement);
    judgeOwnKeys(traffic, files, judgement);
  }
  const rules = judgement.rules();
  const isFailed = rules.some(({ level, broken }) => level === 'MUST' && broken > 0);
  return {
    verdict: rules.length === 0 ? 'none' : isFailed ? 'fail' : 'pass',
    exchanges: traffic.length,
    cutBodies: traffic.reduce((sum, { exchange: { request, response } }) => {
      const cut = [request, response].filter((message) => message?.length !== undefined);
      return sum + cut.length;
    }, unsearched),
    unanswered: unansweredIn(exchanges),
    rules,
  };
}

function unansweredIn(exchanges: readonly TimedExchange[]): Readonly<Record<string, number>> {
  const errors = new Map<string, number>();
  for (const { exchange } of exchanges)
    if (exchange.error !== undefined) errors.set(exchange.error, (errors.get(exchange.error) ?? 0) + 1);
  return Object.fromEntries(errors);
}
