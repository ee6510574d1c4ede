/**
 * The state of one organization as the documents define it: existence, tokens, expiry and bootstrap
 * (BOOT, ADMIN-12 to ADMIN-14, ADMIN-21). It shares no code with a server.
 */
export interface OrganizationModel {
  readonly exists: boolean;
  readonly expired: boolean;
  readonly limit: number | null;
  /** The number of issued tokens. Only the last one is valid. */
  readonly tokens: number;
  /** Number of the bootstrap that was accepted. */
  readonly foundedBy: number | null;
}

/** The state before the organization is created. */
export const nonexistent: OrganizationModel = {
  exists: false,
  expired: false,
  limit: null,
  tokens: 0,
  foundedBy: null,
};

/** Faults in the certificates of a bootstrap, and the status of the answer to each. */
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
      readonly token: 'current' | 'replaced' | 'nil' | 'made up';
      readonly fault: keyof typeof faults;
    }
  | { readonly move: 'replay' };

/**
 * The correct answers to a move, and the next state. If a move breaks several rules, the refusal of
 * each is correct, because the order of the rules is not specified.
 */
export interface Verdict {
  readonly answers: readonly (string | number)[];
  readonly next: OrganizationModel;
}

/** How a correct server answers a move, and the next state. `attempt`: the index of the move. */
export function judgeMove(model: OrganizationModel, move: Move, attempt: number): Verdict {
  const same = (...answers: (string | number)[]): Verdict => ({ answers, next: model });
  if (move.move === 'create') {
    if (model.foundedBy !== null) return same(400);
    return {
      answers: [200],
      next: { ...nonexistent, exists: true, limit: move.limit, tokens: model.tokens + 1 },
    };
  }
  if (!model.exists) return same(404);
  if (move.move === 'expire') return { answers: [200], next: { ...model, expired: move.expired } };
  if (model.expired) return same(460);
  if (move.move === 'replay') return same('organization_already_bootstrapped');
  const fault = faults[move.fault];
  const refusals = [
    ...(move.token === 'current' ? [] : ['invalid_bootstrap_token']),
    ...(model.foundedBy === null ? [] : ['organization_already_bootstrapped']),
    ...(fault === null ? [] : [fault]),
  ];
  if (refusals.length > 0) return same(...refusals);
  return { answers: ['ok'], next: { ...model, foundedBy: attempt } };
}
