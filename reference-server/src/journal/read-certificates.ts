import { type CertificatePlace, certificateIn, type OrganizationRecord } from '@parsec-spec/spec/state';
import type { Journal } from './journal.ts';

/** Certificates out of the records that brought them, in the order asked for. */
export async function readCertificates(
  journal: Journal,
  organization: string,
  places: readonly CertificatePlace[],
): Promise<readonly Uint8Array[]> {
  if (places.length === 0) return [];
  const versions = [...new Set(places.map(({ version }) => version))];
  const records = await journal.pick(organization, versions);
  const byVersion = new Map<number, OrganizationRecord>();
  for (const [index, record] of records.entries()) byVersion.set(versions[index] ?? 0, record);
  return places.map((place) => {
    const record = byVersion.get(place.version);
    if (record === undefined) throw new RangeError(`${organization} has no record ${place.version}`);
    return certificateIn(record, place);
  });
}
