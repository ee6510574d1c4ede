import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Expected } from '../../judge/expect.ts';
import { asStep } from '../../judge/failure.ts';
import type { Judge } from '../../judge/judge.ts';
import type { BootstrapParts } from '../../people/bootstrap.ts';
import { expectBootstrapped } from '../observations/organization.ts';

/** Bootstraps with one fault each, by a description of the fault. */
export type BootstrapChanges = Readonly<Record<string, Partial<BootstrapParts>>>;

/** Faulty bootstraps, and the honest one that follows them. */
export interface InvalidBootstraps {
  readonly faults: BootstrapChanges;
  /** The answer to each faulty bootstrap. Default: `invalid_certificate`. */
  readonly refused?: Expected;
  /** Changes that the honest bootstrap and the faulty ones share. */
  readonly honest?: Partial<BootstrapParts>;
}

/** A rule whose breach is answered `invalid_certificate`, and the bootstraps that break only it. */
export type InvalidCertificate = readonly [RequirementId, (judge: Judge) => InvalidBootstraps];

/**
 * Asserts that each faulty bootstrap is refused, that the honest one with the same token is
 * accepted, and that the organization then has its certificates.
 */
export async function refusesBootstrap(judge: Judge, faulty: InvalidBootstraps): Promise<void> {
  const organization = await judge.organization();
  for (const [fault, changes] of Object.entries(faulty.faults)) {
    const broken = await judge.bootstrap(organization, { ...faulty.honest, ...changes }, { label: fault });
    judge.expect.answer(broken, faulty.refused ?? 'invalid_certificate', fault);
  }
  const honest = judge.newBootstrap(organization, faulty.honest);
  const valid = await judge.bootstrap(organization, honest, { label: 'valid' });
  await asStep('bootstrap', async () => judge.expect.reply(valid, 'ok', 'the valid twin'));
  await expectBootstrapped(judge, organization.id, honest);
}
