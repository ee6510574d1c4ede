import type { CertificateChange } from '../../people/certificates.ts';
import type { EnrolmentParts } from '../../people/enrolment.ts';
import type { FoundingParts } from '../../people/founding.ts';
import type { Judge } from '../judge.ts';
import { withSharedOrganization } from '../organizations/shared-organization.ts';

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
  withSharedOrganization(judge, async ({ alice }) => {
    const person = judge.cast.newUser('bob');
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

const junk = Buffer.from('foobar');

/**
 * What does not decode: bytes that are no certificate, none at all, and junk that the right key did
 * sign.
 */
export const undecodable: Readonly<Record<string, CertificateChange>> = {
  'foobar as certificate': { signed: () => junk },
  'no bytes as certificate': { signed: () => new Uint8Array() },
  'signed junk as certificate': { frame: () => junk },
};
