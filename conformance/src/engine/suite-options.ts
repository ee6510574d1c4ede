import type { ClientDriver } from '../client-driver/index.ts';
import type { RunEvent } from '../events/index.ts';
import type { TlsOptions } from '../exchange/index.ts';
import type { BaselineEntry, ServerTarget } from '../targets/index.ts';
import type { Check } from '../verifies/index.ts';
import type { Patterns } from './select.ts';

/** Everything a run depends on: nothing is read from the process, the clock aside. */
export interface SuiteOptions {
  readonly server?: ServerTarget;
  readonly client?: { readonly address: string; readonly driver: ClientDriver };
  readonly checks: readonly Check[];
  readonly patterns?: Patterns;
  readonly baseline?: readonly BaselineEntry[];
  /** Decides every key and identifier of the run. */
  readonly seed: string;
  /** Part of organization names that tells this run from every other: 6 lower-case hex digits. */
  readonly run: string;
  /** Checks at the same time (8). */
  readonly jobs?: number;
  /** Longest time of a check, in ms (5000, with `slow` and `faults` 60000). */
  readonly timeout?: number;
  /** Run checks that wait longer than 5 s too. */
  readonly slow?: boolean;
  /** Run checks that do the target harm too. */
  readonly faults?: boolean;
  /** A SHOULD counts as a MUST. */
  readonly strict?: boolean;
  /** Stop after the first failure. */
  readonly failFast?: boolean;
  /** Run a failing check once more, and call it flaky if it then holds (true). */
  readonly again?: boolean;
  /**
   * Capabilities to assume instead of looking at the target, at first and while it is judged: for
   * tests of the judge itself.
   */
  readonly withoutPreflight?: Readonly<Record<string, boolean>>;
  readonly tls?: TlsOptions;
  /** Stops the run. Completed results are kept. */
  readonly stop?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Takes what servers of a check that did not hold wrote last. */
  readonly onLog?: (check: string, log: string) => void;
  /** The command that runs one check alone again. */
  readonly replay?: (check: string) => string;
}
