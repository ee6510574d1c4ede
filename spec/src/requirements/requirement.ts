import type { AnsweredStory } from '../stories/index.ts';

/** A story of a requirement: its words, and the calls that they mean. */
export interface RequirementStory extends AnsweredStory {
  /** Distinguishes several stories of one requirement, in kebab-case. */
  readonly case?: string;
  readonly text: string;
}

/** One obligation: a line of a README, with the catalogue row it comes from. */
export interface Requirement {
  /** Slug whose first segment is its folder or chapter. Permanent. */
  readonly id: string;
  /** Row of the catalogue, e.g. `BOOT-09`; a row may need several lines. */
  readonly row: string;
  /** Section of the row, e.g. `BOOT`. */
  readonly section: string;
  readonly level: 'MUST' | 'SHOULD' | 'MAY';
  readonly underTest: 'server' | 'client' | 'both';
  readonly sentence: string;
  /** What goes wrong for people if the rule is broken. */
  readonly why?: string;
  /** False when no black-box test can check it; `reason` says why. */
  readonly testable: boolean;
  readonly reason?: string;
  readonly supersededBy?: string;
  /** Examples that run: a correct server answers each call as the story says. */
  readonly stories?: readonly RequirementStory[];
}
