import type { BaselineEntry } from '../targets/index.ts';
import type { Finding } from './finding.ts';

/**
 * Whether a baseline entry has on record, word for word, what was found: each of it, where it is
 * several things.
 */
export const isRecorded = (
  { observed }: BaselineEntry,
  { observed: seen, observations = [seen] }: Extract<Finding, { kind: 'broken' }>,
): boolean => observations.every((one) => [observed].flat().includes(one));

/** What a baseline entry has on record, for a sentence. */
export const observations = ({ observed }: BaselineEntry): string =>
  [observed]
    .flat()
    .map((text) => `\`${text}\``)
    .join(' or ');
