import type { DateTime } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';

/**
 * When new terms are dated: now, but later than any terms before them (ADMIN-23) and than every
 * acceptance (TOS-06). The clock may stand still between two requests, and go back.
 */
export function laterTerms({ last_terms, users }: Organization, now: DateTime): DateTime {
  let last = last_terms;
  for (const { tos_accepted_on: accepted } of users.values()) {
    if (accepted !== null && (last === null || accepted.micros > last.micros)) last = accepted;
  }
  return last === null || now.micros > last.micros ? now : last.plus(1n);
}
