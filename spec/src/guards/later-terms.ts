import type { DateTime } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';

/**
 * The time of new terms: now, but later than any earlier terms (ADMIN-23) and any acceptance
 * (TOS-06). The clock may stand still between two requests, or go back.
 */
export function laterTerms({ last_terms, users }: Organization, now: DateTime): DateTime {
  let last = last_terms;
  for (const { tos_accepted_on: accepted } of users.values()) {
    if (accepted !== null && (last === null || accepted.micros > last.micros)) last = accepted;
  }
  return last === null || now.micros > last.micros ? now : last.plus(1n);
}
