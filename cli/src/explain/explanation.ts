import type { SourceLocation } from '@parsec-spec/conformance/case';
import type { Answer } from '@parsec-spec/conformance/report';
import type { CheckFinished } from '@parsec-spec/conformance/runner';
import type { Requirement } from '@parsec-spec/spec/requirements';
import type { RequirementLocations } from './source-locations.ts';

/**
 * A check, where it is, its exchanges with the reference server, and the recorded answers of
 * parsec-cloud.
 */
export interface ExplainedCheck extends Partial<SourceLocation> {
  readonly id: string;
  readonly kind: 'server' | 'client';
  readonly needs: readonly string[];
  readonly why: string | undefined;
  readonly rehearsal: CheckFinished | undefined;
  readonly parsecCloud: Answer | undefined;
}

/** A requirement with its checks, and where its guards and mutants are. */
export interface Explanation extends RequirementLocations {
  readonly requirement: Requirement;
  readonly checks: readonly ExplainedCheck[];
}
