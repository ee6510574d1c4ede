import { concatBytes } from '@parsec-spec/spec/codec';
import { certificateIn, type OrganizationRecord } from '@parsec-spec/spec/records';
import type { CertificatePlace } from '@parsec-spec/spec/state';
import { nextTask } from '#platform';
import type { Journal } from '../journal.ts';
import { KeyedMutex } from './keyed-mutex.ts';

/** Certificates that are read in one go. */
const PAGE_SIZE = 256;

/**
 * Reads the certificates that states refer to from their records. A history is read page by page,
 * and histories of one organization one after the other. A long one delays other requests by one
 * page at most, and the memory is bounded by one page.
 */
export class CertificateReader {
  readonly #journal: Pick<Journal, 'pick'>;
  readonly #readers = new KeyedMutex();

  constructor(journal: Pick<Journal, 'pick'>) {
    this.#journal = journal;
  }

  /** In the order asked for. */
  async read(organization: string, places: readonly CertificatePlace[]): Promise<readonly Uint8Array[]> {
    if (places.length === 0) return [];
    if (places.length <= PAGE_SIZE) return this.#page(organization, places);
    return this.#readers.run(organization, () => this.#pages(organization, places));
  }

  async #pages(organization: string, places: readonly CertificatePlace[]): Promise<readonly Uint8Array[]> {
    const read: Uint8Array[] = [];
    for (let from = 0; from < places.length; from += PAGE_SIZE) {
      read.push(...compact(await this.#page(organization, places.slice(from, from + PAGE_SIZE))));
      await nextTask();
    }
    return read;
  }

  async #page(organization: string, places: readonly CertificatePlace[]): Promise<readonly Uint8Array[]> {
    const versions = [...new Set(places.map(({ version }) => version))];
    const records = await this.#journal.pick(organization, versions);
    const byVersion = new Map<number, OrganizationRecord>();
    for (const [index, record] of records.entries()) byVersion.set(versions[index] ?? 0, record);
    return places.map((place) => {
      const record = byVersion.get(place.version);
      if (record === undefined) throw new RangeError(`${organization} has no record ${place.version}`);
      return certificateIn(record, place);
    });
  }
}

// A view would keep its whole record alive, of which about half is not needed.
function compact(certificates: readonly Uint8Array[]): readonly Uint8Array[] {
  const all = concatBytes(certificates);
  let end = 0;
  return certificates.map(({ length }) => {
    end += length;
    return all.subarray(end - length, end);
  });
}
