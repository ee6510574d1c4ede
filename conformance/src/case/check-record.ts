import type { Exchange } from '../wire/exchange.ts';
import { Secrets } from './redaction.ts';

/** Everything that a running check leaves for its report and its cleanup, except its outcome. */
export interface CheckRecord {
  /** The exchanges, oldest first. */
  readonly exchanges: readonly Exchange[];
  /** The first exchange whose reply was longer than its limit. */
  readonly oversized: Exchange | undefined;
  /**
   * Adds an exchange with only the beginning of long bodies. If the bodies together exceed
   * `MAX_BODY_BYTES`, drops exchanges in the middle.
   */
  keep(exchange: Exchange): void;
  /** Observations that break no requirement. */
  readonly notes: string[];
  /** Changes that took effect late, but within the grace. */
  readonly late: string[];
  /** Run when the check ends, whatever its outcome. */
  readonly cleanups: (() => Promise<void>)[];
  /** Return the logs of servers that only this check uses. Reports show them if it fails. */
  readonly logs: (() => string)[];
  /** Secrets of the check, which reports redact. */
  readonly secrets: Secrets;
}

/** Maximum number of exchanges that a report shows of one check. The record never drops these. */
export const MAX_SHOWN_EXCHANGES = 12;

/** Maximum length of all bodies in one record, in bytes. */
const MAX_BODY_BYTES = 4 << 20;

/** Makes an empty record. `secrets`: those of the run, which are redacted in addition. */
export function newRecord(secrets: Secrets): CheckRecord {
  const exchanges: Exchange[] = [];
  let bytes = 0;
  let oversized: Exchange | undefined;
  return {
    exchanges,
    get oversized() {
      return oversized;
    },
    keep: (exchange) => {
      const { shown } = exchange;
      exchanges.push(shown);
      if (exchange.isOversized) oversized ??= exchange;
      bytes += shown.bytes;
      while (bytes > MAX_BODY_BYTES && exchanges.length > MAX_SHOWN_EXCHANGES + 1)
        for (const { bytes: dropped } of exchanges.splice(MAX_SHOWN_EXCHANGES, 1)) bytes -= dropped;
    },
    notes: [],
    late: [],
    cleanups: [],
    logs: [],
    secrets: new Secrets(secrets),
  };
}
