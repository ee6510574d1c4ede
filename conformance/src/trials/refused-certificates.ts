import type { EnrolmentParts, FoundingParts } from '../certificate/index.ts';
import type { Judge } from '../judge/index.ts';
import { inOffice } from '../office/index.ts';

/** The defects in the certificates of a user and the first device. */
export type CertificateFault = Partial<EnrolmentParts & FoundingParts>;

/**
 * A founding by these certificates is refused, then one by honest ones accepted: it takes an
 * organization.
 */
async function refusedAtBootstrap(judge: Judge, fault: CertificateFault): Promise<void> {
  const organization = await judge.organization();
  await judge.twin({
    broken: () => judge.bootstrap(organization, fault),
    refused: 'invalid_certificate',
    valid: () => judge.bootstrap(organization),
  });
}

/**
 * An enrolment by these certificates is refused, then one by honest ones accepted: it takes an
 * office for a moment.
 */
export const refusedAtEnrolment = (judge: Judge, fault: CertificateFault): Promise<void> =>
  inOffice(judge, async ({ alice }) => {
    const person = judge.cast.newcomer('bob');
    const enrols = (changes: CertificateFault) =>
      judge.members.send(alice, judge.members.enrolment(alice, { person, ...changes }));
    await judge.twin({
      broken: () => enrols(fault),
      refused: 'invalid_certificate',
      valid: () => enrols({}),
    });
  });

/**
 * One of the two for the cases of a list: both commands read certificates, and every second case is
 * tried at each.
 */
export const refusedInTurn = (index: number) => (index % 2 === 0 ? refusedAtEnrolment : refusedAtBootstrap);
