import type { Relay } from '../targets/mail-relay.ts';
import type { Exchange, SentRequest } from '../wire/exchange.ts';
import { Secrets } from '../wire/secrets.ts';

/** Everything that a running check leaves for its report and its cleanup, except its outcome. */
export interface CheckRecord {
  /** The exchanges, oldest first. */
  readonly exchanges: readonly Exchange[];
  /** The first exchange whose reply was longer than its limit. */
  readonly oversized: Exchange | undefined;
  /**
   * Adds an exchange, by default with only the beginning of long bodies. If the bodies together exceed
   * `MAX_BODY_BYTES`, drops exchanges in the middle.
   */
  keep(exchange: Exchange): void;
  /** Observations that break no requirement. */
  readonly notes: string[];
  /** The command lines of processes that a client started and that outlived it. */
  readonly leftProcesses: string[];
  /** Changes that took effect late, but within the grace. */
  readonly late: string[];
  /** Whether bodies are kept whole. */
  readonly keepsBodies: boolean;
  /** Run when the check ends, whatever its outcome. */
  readonly cleanups: (() => Promise<void>)[];
  /** Return the logs of servers that only this check uses. Reports show them if it fails. */
  readonly logs: (() => string)[];
  /**
   * Since when the target waited for an answer of the judge that it may have given up on, in ms of
   * `performance.now()`. A failure counts only if the judge has been on time since.
   */
  gaveUpSince: number | undefined;
  /** The mail relays that servers of the check use, and since when. */
  readonly relays: { readonly relay: Relay; readonly since: number }[];
  /** Secrets of the check, which reports redact. */
  readonly secrets: Secrets;
  /** Counts a request that is about to be sent. Returns its number, from 1. */
  countRequest(): number;
  /** Where the check stops before a request; undefined if it does not. */
  readonly breakpoint: Breakpoint | undefined;
}

/** A request before which a check stops. */
export interface Breakpoint {
  /** The number of the request, from 1. */
  readonly number: number;
  /** Called with the request. The check goes on when the promise is resolved. */
  readonly stopped: (request: SentRequest, address: string) => Promise<void>;
}

/** Options of a record. */
export interface RecordOptions {
  /** Whether bodies are kept whole. */
  readonly keepsBodies?: boolean;
  readonly breakpoint?: Breakpoint | undefined;
}

/** Number of first exchanges, and of last ones, that a report shows of one check. The record keeps these. */
export const SHOWN_AT_EACH_END = 6;

/** Maximum length of all bodies in one record, in bytes. */
const MAX_BODY_BYTES = 4 << 20;

/** Makes an empty record. `secrets`: those of the run, which are redacted in addition. */
export function newRecord(
  secrets: Secrets,
  { keepsBodies = false, breakpoint }: RecordOptions = {},
): CheckRecord {
  const exchanges: Exchange[] = [];
  let bytes = 0;
  let requests = 0;
  let oversized: Exchange | undefined;
  return {
    exchanges,
    get oversized() {
      return oversized;
    },
    keep: (exchange) => {
      const recorded = keepsBodies ? exchange : exchange.shown;
      exchanges.push(recorded);
      if (exchange.isOversized) oversized ??= exchange;
      bytes += recorded.bytes;
      while (bytes > MAX_BODY_BYTES && exchanges.length > 2 * SHOWN_AT_EACH_END)
        for (const { bytes: dropped } of exchanges.splice(SHOWN_AT_EACH_END, 1)) bytes -= dropped;
    },
    keepsBodies,
    notes: [],
    leftProcesses: [],
    late: [],
    cleanups: [],
    logs: [],
    gaveUpSince: undefined,
    relays: [],
    secrets: new Secrets(secrets),
    countRequest: () => {
      requests += 1;
      return requests;
    },
    breakpoint,
  };
}
