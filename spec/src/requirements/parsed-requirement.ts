import type { Requirement } from './requirement.ts';

/** A requirement with its position in a text. */
export interface ParsedRequirement extends Requirement {
  /** Line of the text, counted from 1. */
  readonly line: number;
}
