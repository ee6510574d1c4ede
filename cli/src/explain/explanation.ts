import type { Answer } from '@parsec-spec/conformance/report';
import type { CheckFinished } from '@parsec-spec/conformance/runner';
import type { Requirement } from '@parsec-spec/spec/requirements';

/** A check, its exchanges with the reference server, and the recorded answers of parsec-cloud. */
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
