import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { ClientJudge } from '../judge/client-judge.ts';
import type { Judge } from '../judge/judge.ts';
import type { Need } from './need.ts';

/** How a check is registered, beside its requirements and its body. */
export interface CheckOptions {
  /**
   * Tells several checks of one requirement apart: the id becomes `requirement#case`. Kebab-case,
   * permanent.
   */
  readonly case?: string;
  /** What the check cannot do without. */
  readonly needs?: readonly Need[];
  /**
   * Longest time the body may take, in ms (5000 unless the check needs 'slow' or 'faults', then
   * 60000).
   */
  readonly timeout?: number;
  /** Why the rule exists, in a sentence: shown by `explain`. */
  readonly why?: string;
}

interface CheckCommon extends CheckOptions {
  /** First requirement id, then `#case` if there is one. */
  readonly id: string;
  readonly requirements: readonly RequirementId[];
}

/** A check that judges a server. */
export interface ServerCheck extends CheckCommon {
  readonly kind: 'server';
  readonly body: (judge: Judge) => Promise<void>;
}

/** A check that judges a client. */
export interface ClientCheck extends CheckCommon {
  readonly kind: 'client';
  readonly body: (judge: ClientJudge) => Promise<void>;
}

/** A registered check. */
export type Check = ServerCheck | ClientCheck;
