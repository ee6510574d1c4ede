import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type Broken, mutantTarget } from '../../self-test/mutant-target.ts';
import type { Check } from '../../src/judge/check.ts';
import type { CheckFinished } from '../../src/report/report-events.ts';
import { judged } from './judged.ts';

/** A reference server that breaks one rule on purpose. */
export interface Mutant {
  readonly name: string;
  /** The requirement that it breaks. */
  readonly requirement: RequirementId;
  readonly broken: Broken;
}

/** The checks that name a requirement. */
export const namingChecks = (checks: readonly Check[], requirement: RequirementId): readonly Check[] =>
  checks.filter(({ kind, requirements }) => kind === 'server' && requirements.includes(requirement));

/** The outcomes of the given checks on a mutant or the correct server. */
export async function runChecks(checks: readonly Check[], broken: Broken): Promise<readonly CheckFinished[]> {
  // A mutant that announces a short keep-alive needs no long wait.
  const server = await mutantTarget(broken, { sseKeepalive: 3 });
  try {
    return await judged({
      server,
      checks,
      seed: 'self-test',
      run: '5e1f7e',
      slow: true,
      // A timeout on a busy machine must not count as a broken rule.
      timeout: 120_000,
      again: false,
      withoutPreflight: { spontaneous: false, events: true },
    });
  } finally {
    await server.close();
  }
}

/**
 * A check that detected the mutant by a status or an effect. A crash, a 5xx or a timeout proves
 * nothing and does not count.
 */
export function detected(event: CheckFinished): boolean {
  const { outcome, observed, culprit, fault } = event;
  const broken = ['fail', 'warning'].includes(outcome) || (outcome === 'note' && observed !== undefined);
  if (!broken || fault === true || observed === undefined || observed === 'still waiting') return false;
  // Reading `exchanges` makes a view of each, so checks that pass do not.
  const exchange = culprit === undefined ? undefined : event.exchanges[culprit];
  return exchange?.error === undefined && (exchange?.response?.status ?? 0) < 500;
}
