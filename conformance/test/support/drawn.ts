import { inject } from 'vitest';
import { isInSample } from './draw-sample.ts';

const draw = inject('draw');

/** The mutants that this run judges: those of the sample drawn from HEAD, the others, or all. */
export const { part } = draw;

/**
 * Whether this run judges the mutants of a requirement, or another named case.
 *
 * @param key - the id of the requirement, or the name of the case
 */
export const isDrawn = (key: string): boolean =>
  part === 'all' || isInSample(draw, key) === (part === 'sample');

/**
 * The mutants that this run judges.
 *
 * @param keyOf - the requirement that a mutant breaks, or the name of another kind of case
 */
export const drawn = <T>(mutants: readonly T[], keyOf: (mutant: T) => string): readonly T[] =>
  mutants.filter((mutant) => isDrawn(keyOf(mutant)));
