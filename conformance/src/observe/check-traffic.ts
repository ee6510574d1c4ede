import { checkAccess } from './access.ts';
import { checkUploads } from './certificate-uploads.ts';
import { type ClientFiles, checkOwnKeys, checkSecrets, verifyKeysOf } from './client-files.ts';
import { checkClientRequests } from './client-requests.ts';
import { checkEventStreams } from './event-streams.ts';
import { checkEncoding } from './field-encoding.ts';
import { checkGreetings } from './greetings.ts';
import { History } from './history.ts';
import { type JudgedRule, Judgement } from './judgement.ts';
import type { TimedExchange } from './recording.ts';
import { checkServedCertificates } from './served-certificates.ts';
import { checkServerReplies } from './server-replies.ts';
import { checkTerms } from './terms.ts';
import { checkTokenTimes } from './time-window.ts';
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
 * const { verdict, rules } = checkTraffic(exchanges);
 */
export function checkTraffic(exchanges: readonly TimedExchange[], files?: ClientFiles): Observation {
  const traffic = readTraffic(exchanges);
  const history = new History(traffic, files === undefined ? undefined : verifyKeysOf(files));
  const judgement = new Judgement();
  checkClientRequests(traffic, history, judgement);
  checkServerReplies(traffic, judgement);
  checkEncoding(traffic, judgement);
  checkUploads(traffic, history, judgement);
  checkTokenTimes(traffic, judgement);
  checkServedCertificates(traffic, history, judgement);
  checkAccess(traffic, history, judgement);
  checkGreetings(traffic, history, judgement);
  checkEventStreams(traffic, history, judgement);
  checkTerms(traffic, judgement);
  let unsearched = 0;
  if (files !== undefined) {
    unsearched = checkSecrets(traffic, files, judgement);
    checkOwnKeys(traffic, files, judgement);
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
