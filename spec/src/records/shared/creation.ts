import type { DateTime } from '../../codec/index.ts';
import { recordKind, type Settings } from '../../state/index.ts';

// Both `organization_create` and a spontaneous `organization_bootstrap` write this kind.

/** The organization was created, or created again, which discards the earlier state (ADMIN-13). */
export interface OrganizationCreated {
  readonly record: 'organization_created';
  readonly at: DateTime;
  readonly bootstrap_token: Uint8Array | null;
  readonly settings: Settings;
}

/** Resets the state to that of a created organization. Without terms of its own, the date of the last ones stays. */
export const organization_created = recordKind<OrganizationCreated>({
  restarts: true,
  apply(state, { at, bootstrap_token, settings }) {
    state.creation = { created_on: at, bootstrap_token };
    state.settings = settings;
    state.last_terms = settings.tos?.updated_on ?? state.last_terms;
  },
});
