import type { Judge } from '../../judge/judge.ts';
import type { BootstrapParts } from '../../people/bootstrap.ts';
import type { EnrolmentParts } from '../../people/enrolment.ts';
import { withSharedOrganization } from '../organizations/shared-organization.ts';

/** A mistake in the certificates of a user and the first device. */
export type CertificateMistake = Partial<EnrolmentParts & BootstrapParts>;

/** Asserts that a bootstrap with the mistake is refused, and one without it is accepted. */
async function refusedAtBootstrap(judge: Judge, mistake: CertificateMistake): Promise<void> {
  const organization = await judge.organization();
  await judge.twin({
    broken: () => judge.bootstrap(organization, mistake),
    refused: 'invalid_certificate',
    valid: () => judge.bootstrap(organization),
  });
}

/** Asserts that an enrolment with the mistake is refused, and one without it is accepted. */
export const refusedAtEnrolment = (judge: Judge, mistake: CertificateMistake): Promise<void> =>
  withSharedOrganization(judge, async ({ alice }) => {
    const person = judge.cast.newUser('bob');
    const enrols = (changes: CertificateMistake) =>
      judge.members.send(alice, judge.members.enrolment(alice, { person, ...changes }));
    await judge.twin({
      broken: () => enrols(mistake),
      refused: 'invalid_certificate',
      valid: () => enrols({}),
    });
  });

/**
 * Returns the assertion for case `index`: even at enrolment, odd at bootstrap. Both read
 * certificates, so each gets every second case.
 */
export const refusalByParity = (index: number) => (index % 2 === 0 ? refusedAtEnrolment : refusedAtBootstrap);
