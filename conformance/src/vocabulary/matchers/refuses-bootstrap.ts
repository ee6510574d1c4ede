import type { Expected } from '../../judge/expect.ts';
import { asStep } from '../../judge/failure.ts';
import type { Judge } from '../../judge/judge.ts';
import type { BootstrapParts } from '../../people/bootstrap.ts';
import { expectBootstrapped } from '../observations/organization.ts';

/** Bootstraps with one mistake each, by a description of the mistake. */
export type BootstrapChanges = Readonly<Record<string, Partial<BootstrapParts>>>;

/** Invalid bootstraps, and the honest one that follows them. */
export interface InvalidBootstraps {
  readonly mistakes: BootstrapChanges;
  /** The answer to each invalid bootstrap. Default: `invalid_certificate`. */
  readonly refused?: Expected;
  /** Changes that the honest bootstrap and the invalid ones share. */
  readonly honest?: Partial<BootstrapParts>;
}

/**
 * Asserts that each invalid bootstrap is refused, that the honest one with the same token is
 * accepted, and that the organization then has its certificates.
 */
export async function refusesBootstrap(judge: Judge, invalid: InvalidBootstraps): Promise<void> {
  const organization = await judge.organization();
  for (const [mistake, changes] of Object.entries(invalid.mistakes)) {
    const broken = await judge.bootstrap(organization, { ...invalid.honest, ...changes }, { label: mistake });
    judge.expect.answer(broken, invalid.refused ?? 'invalid_certificate', mistake);
  }
  const honest = judge.newBootstrap(organization, invalid.honest);
  const valid = await judge.bootstrap(organization, honest, { label: 'valid' });
  await asStep('bootstrap', async () => judge.expect.reply(valid, 'ok', 'the valid twin'));
  await expectBootstrapped(judge, organization.id, honest);
}
