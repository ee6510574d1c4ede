import type { BaselineEntry } from '../targets/index.ts';
import type { Finding } from './finding.ts';

/**
 * Whether a baseline entry records the finding word for word. If there are several observations, it
 * must record each.
 */
export const isRecorded = (
  { observed }: BaselineEntry,
  { observed: seen, observations = [seen] }: Extract<Finding, { kind: 'broken' }>,
): boolean => observations.every((one) => [observed].flat().includes(one));

/** The recorded observations of a baseline entry, for a sentence. */
export const observations = ({ observed }: BaselineEntry): string =>
  [observed]
    .flat()
    .map((text) => `\`${text}\``)
    .join(' or ');
