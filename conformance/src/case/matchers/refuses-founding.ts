import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { FoundingParts } from '../../people/founding.ts';
import type { Expected } from '../expect.ts';
import type { Judge } from '../judge.ts';
import { expectBootstrapped } from '../observations/organization.ts';

/** Foundings with one fault each, by what the fault is. */
export type FoundingFaults = Readonly<Record<string, Partial<FoundingParts>>>;

/** How foundings with one fault are tried. */
export interface FaultyFoundings {
  readonly faults: FoundingFaults;
  /** What each must come to (`invalid_certificate`). */
  readonly refused?: Expected;
  /** What the honest founding shares with the faulty ones. */
  readonly honest?: Partial<FoundingParts>;
}

/**
 * A rule whose breach is answered `invalid_certificate`, and the foundings that break it and
 * nothing else.
 */
export type InvalidCertificate = readonly [RequirementId, (judge: Judge) => FaultyFoundings];

/**
 * Each founding with one fault is refused; the honest one is then accepted under the same token,
 * and stands.
 */
export async function refusesFounding(judge: Judge, trial: FaultyFoundings): Promise<void> {
  const organization = await judge.organization();
  for (const [fault, changes] of Object.entries(trial.faults)) {
    const broken = await judge.bootstrap(organization, { ...trial.honest, ...changes }, { label: fault });
    judge.expect.answer(broken, trial.refused ?? 'invalid_certificate', fault);
  }
  const honest = judge.founding(organization, trial.honest);
  const valid = await judge.bootstrap(organization, honest, { label: 'valid' });
  judge.expect.reply(valid, 'ok', 'the valid twin');
  await expectBootstrapped(judge, organization.id, honest);
}
