import type { Answer } from '@parsec-spec/conformance/answers';
import type { CheckFinished } from '@parsec-spec/conformance/events';
import type { Requirement } from '@parsec-spec/spec/requirements';

/** What there is to say of a check: how it is tried on the reference server, and what parsec-cloud answered. */
export interface ExplainedCheck {
  readonly id: string;
  readonly kind: 'server' | 'client';
  readonly needs: readonly string[];
  readonly why: string | undefined;
  readonly rehearsal: CheckFinished | undefined;
  readonly parsecCloud: Answer | undefined;
}

/** A requirement with its checks. */
export interface Explanation {
  readonly requirement: Requirement;
  readonly checks: readonly ExplainedCheck[];
}
