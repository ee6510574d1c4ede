import type { Exchange } from '../wire/exchange.ts';
import { Secrets } from './redaction.ts';

/** The record of a check, apart from its outcome. */
export interface CheckRecord {
  /** The exchanges, oldest first. */
  readonly exchanges: readonly Exchange[];
  /** The first whose reply was longer than its limit. */
  readonly oversized: Exchange | undefined;
  /**
   * Adds an exchange, with only the beginning of long bodies. If all exchanges are large, those
   * between the first and the last are dropped.
   */
  keep(exchange: Exchange): void;
  readonly notes: string[];
  /** Changes that took effect only within the grace. */
  readonly late: string[];
  /** Cleanup actions, which run at any end of the check. */
  readonly cleanups: (() => Promise<void>)[];
  /** Logs of the check's own servers, kept if it fails. */
  readonly logs: (() => string)[];
  /** Texts of the check that no report may show. */
  readonly secrets: Secrets;
}

/**
 * Number of exchanges shown with one check, always including the one at fault. They are kept
 * regardless of their size.
 */
export const MAX_SHOWN_EXCHANGES = 12;

/**
 * Byte limit for the bodies of one check, beyond which only the shown exchanges are kept. Many
 * checks run at a time.
 */
const MAX_BODY_BYTES = 4 << 20;

/** An empty record. `secrets` are those of the run; the check adds its own to a copy. */
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
        for (const { bytes: less } of exchanges.splice(MAX_SHOWN_EXCHANGES, 1)) bytes -= less;
    },
    notes: [],
    late: [],
    cleanups: [],
    logs: [],
    secrets: new Secrets(secrets),
  };
}
