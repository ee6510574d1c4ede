import { type KnownState, notCreated } from '../../../src/faults/known-state.ts';

/** Mistakes in the certificates of a bootstrap, and the status of the answer to each. */
export const mistakes = {
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
      readonly mistake: keyof typeof mistakes;
    }
  | { readonly move: 'replay' };

/**
 * How a correct server answers a move (BOOT, ADMIN-12 to ADMIN-14, ADMIN-21). If a move breaks several
 * rules, the refusal of each is correct, because the order of the rules is not specified.
 *
 * @param bootstrapped - the state after the bootstrap of this move, if it is accepted
 */
export function expectedBootstrapAnswers(
  known: KnownState,
  move: Move,
  bootstrapped = known,
): { readonly answers: readonly (string | number)[]; readonly next: KnownState } {
  const refused = (...answers: (string | number)[]) => ({ answers, next: known });
  const isBootstrapped = known.users.size > 0;
  if (move.move === 'create') {
    if (isBootstrapped) return refused(400);
    return { answers: [200], next: { ...notCreated, created: true, limit: move.limit } };
  }
  if (!known.created) return refused(404);
  if (move.move === 'expire') return { answers: [200], next: { ...known, expired: move.expired } };
  if (known.expired) return refused(460);
  if (move.move === 'replay') return refused('organization_already_bootstrapped');
  const mistake = mistakes[move.mistake];
  const refusals = [
    ...(move.token === 'current' ? [] : ['invalid_bootstrap_token']),
    ...(isBootstrapped ? ['organization_already_bootstrapped'] : []),
    ...(mistake === null ? [] : [mistake]),
  ];
  return refusals.length > 0 ? refused(...refusals) : { answers: ['ok'], next: bootstrapped };
}
