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
  /** Texts of the check that no report may show. */
  readonly secrets: Secrets;
}

/** An empty record; `secrets` are the run's, which the check's own are added to. */
export const newRecord = (secrets: Secrets): CheckRecord => ({
  exchanges: [],
  notes: [],
  late: [],
  endings: [],
  secrets: new Secrets(secrets),
});
