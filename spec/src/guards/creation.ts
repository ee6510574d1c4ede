import type { DateTime } from '../codec/index.ts';
import type { Organization, OrganizationCreated } from '../records/index.ts';
import type { Settings } from '../state/index.ts';
import type { RulesConfig } from './context.ts';

/**
 * The settings that a creation may give. An absent key takes the server's default; null is a value
 * (ADMIN-08).
 */
export type RequestedSettings = Partial<Omit<Settings, 'is_expired' | 'tos'>> & {
  readonly tos?: Readonly<Record<string, string>>;
};

interface CreationInput {
  readonly state: Organization;
  readonly now: DateTime;
  readonly config: RulesConfig;
  readonly bootstrap_token: Uint8Array | null;
  readonly requested: RequestedSettings;
}

/**
 * The record of a creation, by the administration or by a spontaneous bootstrap. The organization
 * is not expired. Every other setting is the given one, or the server's default.
 */
export function creationRecord({
  state,
  now,
  config,
  bootstrap_token,
  requested,
}: CreationInput): OrganizationCreated {
  const { tos: defaultTerms, ...defaults } = config.initial;
  // A body may contain unknown keys with values that a store cannot hold.
  const {
    user_profile_outsider_allowed,
    active_users_limit,
    realm_minimum_archiving_period_before_deletion,
  } = { ...defaults, ...requested };
  const urls = requested.tos ?? defaultTerms;
  const tos = urls === null ? null : { per_locale_urls: urls, updated_on: laterTerms(state, now) };
  return {
    record: 'organization_created',
    at: now,
    bootstrap_token,
    settings: {
      is_expired: false,
      user_profile_outsider_allowed,
      active_users_limit,
      realm_minimum_archiving_period_before_deletion,
      tos,
    },
  };
}

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
