import type { Exchange } from '../exchange/index.ts';
import { Secrets } from './secrets.ts';

/** What a check leaves behind, beside its outcome. */
export interface CheckRecord {
  /** What went over the wire, oldest first. */
  readonly exchanges: readonly Exchange[];
  /** The first whose reply was longer than its limit. */
  readonly oversized: Exchange | undefined;
  /**
   * Adds an exchange, of long bodies the beginning. Where all of them are large, those between the
   * first and the last are let go.
   */
  keep(exchange: Exchange): void;
  readonly notes: string[];
  /** Changes that needed the grace to apply. */
  readonly late: string[];
  /** What ends when the check does, however it ends. */
  readonly endings: (() => Promise<void>)[];
  /** What servers of its own wrote, to be kept if it fails. */
  readonly logs: (() => string)[];
  /** Texts of the check that no report may show. */
  readonly secrets: Secrets;
}

/**
 * Exchanges shown with one check, the one at fault always among them: they are kept, whatever their
 * size.
 */
export const shownExchanges = 12;

/**
 * Bytes of bodies of one check, beyond which only the exchanges that are shown are kept: many
 * checks run at a time.
 */
const mostBytes = 4 << 20;

/** An empty record; `secrets` are the run's, which the check's own are added to. */
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
      while (bytes > mostBytes && exchanges.length > shownExchanges + 1)
        for (const { bytes: less } of exchanges.splice(shownExchanges, 1)) bytes -= less;
    },
    notes: [],
    late: [],
    endings: [],
    logs: [],
    secrets: new Secrets(secrets),
  };
}
