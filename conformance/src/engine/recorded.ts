import type { BaselineEntry } from '../targets/index.ts';

/** Whether a baseline entry has this observation on record, word for word. */
export const isRecorded = ({ observed }: BaselineEntry, seen: string): boolean =>
  [observed].flat().includes(seen);

/** What a baseline entry has on record, for a sentence. */
export const observations = ({ observed }: BaselineEntry): string =>
  [observed]
    .flat()
    .map((text) => `\`${text}\``)
    .join(' or ');
