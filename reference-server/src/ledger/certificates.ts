import { setImmediate as turn } from 'node:timers/promises';
import { certificateIn, type OrganizationRecord } from '@parsec-spec/spec/records';
import type { CertificatePlace } from '@parsec-spec/spec/state';
import type { Journal } from '../journal/journal.ts';
import { Turns } from './turns.ts';

/** Certificates that are read in one go. */
const page = 256;

/**
 * The certificates that states only name, out of the records that brought them. A whole history is read page by page, and
 * those of one organization one after the other: who asks for much keeps others waiting for a page, and takes memory for one.
 */
export class Certificates {
  readonly #journal: Pick<Journal, 'pick'>;
  readonly #turns = new Turns();

  constructor(journal: Pick<Journal, 'pick'>) {
    this.#journal = journal;
  }

  /** In the order asked for. */
  async read(organization: string, places: readonly CertificatePlace[]): Promise<readonly Uint8Array[]> {
    if (places.length === 0) return [];
    if (places.length <= page) return this.#page(organization, places);
    return this.#turns.take(organization, () => this.#pages(organization, places));
  }

  async #pages(organization: string, places: readonly CertificatePlace[]): Promise<readonly Uint8Array[]> {
    const read: Uint8Array[] = [];
    for (let from = 0; from < places.length; from += page) {
      read.push(...compact(await this.#page(organization, places.slice(from, from + page))));
      await turn();
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

// Views keep whole records alive, of which half is not asked for.
function compact(certificates: readonly Uint8Array[]): readonly Uint8Array[] {
  const all = Buffer.concat(certificates);
  let end = 0;
  return certificates.map(({ length }) => {
    end += length;
    return all.subarray(end - length, end);
  });
}
