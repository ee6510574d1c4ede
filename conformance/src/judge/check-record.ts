import type { Exchange } from '../exchange/index.ts';
import { Secrets } from './secrets.ts';

/** What a check leaves behind, beside its outcome. */
export interface CheckRecord {
  readonly exchanges: Exchange[];
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

/** An empty record; `secrets` are the run's, which the check's own are added to. */
export const newRecord = (secrets: Secrets): CheckRecord => ({
  exchanges: [],
  notes: [],
  late: [],
  endings: [],
  logs: [],
  secrets: new Secrets(secrets),
});
