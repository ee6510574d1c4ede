/**
 * What the prose promises about the life of one organization, written without a look at any server's rules: who exists, under
 * which token, whether it is expired, who founded it (BOOT, ADMIN-12 to ADMIN-14, ADMIN-21).
 */
export interface OrganizationModel {
  readonly exists: boolean;
  readonly expired: boolean;
  readonly limit: number | null;
  /** How many tokens were handed out: only the last one lives. */
  readonly tokens: number;
  /** Number of the bootstrap that was accepted. */
  readonly foundedBy: number | null;
}

/** No request has created or bootstrapped the organization. */
export const unheardOf: OrganizationModel = {
  exists: false,
  expired: false,
  limit: null,
  tokens: 0,
  foundedBy: null,
};

/** A way in which the certificates of a bootstrap may be wrong, and its status. */
export const faults = {
  none: null,
  'profile STANDARD': 'invalid_certificate',
  'device a microsecond later': 'invalid_certificate',
  'user signed by another key': 'invalid_certificate',
  'redacted user with a handle': 'invalid_certificate',
  'dated 310 s ahead': 'timestamp_out_of_ballpark',
  'dated 350 s ago': 'timestamp_out_of_ballpark',
} as const;

/** A request to an organization. */
export type Move =
  | { readonly move: 'create'; readonly limit: number | null }
  | { readonly move: 'expire'; readonly expired: boolean }
  | {
      readonly move: 'bootstrap';
      readonly token: 'living' | 'dead' | 'nil' | 'made up';
      readonly fault: keyof typeof faults;
    }
  | { readonly move: 'replay' };

/** The answers that are right: several where several rules are broken, since their order is not promised. */
export interface Verdict {
  readonly answers: readonly (string | number)[];
  readonly next: OrganizationModel;
}

/** What a right server answers to a move, and what is then so. `attempt` numbers the bootstraps. */
export function judgeMove(model: OrganizationModel, move: Move, attempt: number): Verdict {
  const same = (...answers: (string | number)[]): Verdict => ({ answers, next: model });
  if (move.move === 'create') {
    if (model.foundedBy !== null) return same(400);
    return {
      answers: [200],
      next: { ...unheardOf, exists: true, limit: move.limit, tokens: model.tokens + 1 },
    };
  }
  if (!model.exists) return same(404);
  if (move.move === 'expire') return { answers: [200], next: { ...model, expired: move.expired } };
  if (model.expired) return same(460);
  if (move.move === 'replay') return same('organization_already_bootstrapped');
  const fault = faults[move.fault];
  const refusals = [
    ...(move.token === 'living' ? [] : ['invalid_bootstrap_token']),
    ...(model.foundedBy === null ? [] : ['organization_already_bootstrapped']),
    ...(fault === null ? [] : [fault]),
  ];
  if (refusals.length > 0) return same(...refusals);
  return { answers: ['ok'], next: { ...model, foundedBy: attempt } };
}
