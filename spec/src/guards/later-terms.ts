import type { DateTime } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';

/** When new terms are dated: now, and later than any terms before them, whatever the clock says (ADMIN-23). */
export const laterTerms = ({ last_terms }: Organization, now: DateTime): DateTime =>
  last_terms === null || now.micros > last_terms.micros ? now : last_terms.plus(1n);
