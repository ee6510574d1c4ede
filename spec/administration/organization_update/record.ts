import type { DateTime } from '../../src/codec/index.ts';
import { recordKind, type Settings } from '../../src/state/index.ts';

/** Settings were changed. An absent key means that the setting did not change (ADMIN-19). */
export interface OrganizationUpdated extends Partial<Settings> {
  readonly record: 'organization_updated';
  readonly at: DateTime;
}

/** Applies a change of settings. */
export const organization_updated = recordKind<OrganizationUpdated>({
  apply(state, { record: _, at: __, ...changed }) {
    state.settings = { ...state.settings, ...changed };
    state.last_terms = changed.tos?.updated_on ?? state.last_terms;
  },
});
