import { setTimeout as pause } from 'node:timers/promises';
import { DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import { organizationLedger } from '../../../src/storage/ledger/ledger.ts';
import { SharedMemoryJournal } from '../../support/shared-memory-journal.ts';

const expired = (at: bigint): OrganizationRecord => ({
  record: 'organization_updated',
  at: DateTime.ofMillis(1_700_000_000_000).plus(at),
  is_expired: true,
});
const bounds = { states: 10, things: 1_000 };

/** Organization `Org` in a journal that other nodes append to as well. */
class Shared extends SharedMemoryJournal {
  async add(version: number, count: number): Promise<void> {
    const records = Array.from({ length: count }, (_, index) => expired(BigInt(index)));
    await this.append({ organization: 'Org', version, records, figures: [] });
  }
}

test('thousands of records of other nodes are read page by page', async () => {
  const journal = new Shared();
  await journal.add(0, 1);
  const ledger = organizationLedger(journal, bounds);
  expect((await ledger.read('Org')).version).toBe(1);
  await journal.add(1, 3_000);
  journal.asked.length = 0;
  expect((await ledger.read('Org')).version).toBe(3_001);
  expect(journal.asked).toEqual([1_024, 1_024, 1_024]);
});

test('after a lost connection a state is read again, and nothing is appended to the former one', async () => {
  const journal = new Shared();
  await journal.add(0, 3);
  const ledger = organizationLedger(journal, bounds);
  const before = await ledger.read('Org');
  expect(await ledger.read('Org')).toBe(before);
  journal.part();
  expect(await ledger.append('Org', before, [expired(9n)], [])).toBe(false);
  expect(await journal.read('Org', 0)).toHaveLength(3);
  const after = await ledger.read('Org');
  expect(after).not.toBe(before);
  expect(await ledger.append('Org', after, [expired(9n)], [])).toBe(true);

  // Lost while it is being read.
  let parts = 1;
  journal.between = async () => {
    if (parts-- > 0) journal.part();
  };
  const last = await ledger.read('Org');
  expect(last).not.toBe(after);
  expect(last.version).toBe(4);
  expect(await ledger.append('Org', last, [expired(10n)], [])).toBe(true);
});

test('no snapshot is kept of a state that grew before and after a lost connection', async () => {
  const journal = new Shared();
  await journal.add(0, 254);
  const ledger = organizationLedger(journal, bounds);
  const { part } = journal;
  await ledger.read('Org');
  await journal.add(254, 2);
  const kept: number[] = [];
  const keep = journal.keep.bind(journal);
  journal.keep = async (snapshot) => {
    kept.push(snapshot.version);
    await keep(snapshot);
  };
  // Another node keeps a snapshot of the current records.
  await organizationLedger(journal, bounds).read('Org');
  await expect.poll(() => kept).toEqual([256]);
  await journal.add(256, 4);
  let parts = 1;
  journal.between = async () => {
    if (parts-- > 0) part();
  };
  expect((await ledger.read('Org')).version).toBe(260);
  await pause(200);
  expect(kept).toEqual([256]);
});

test('a state that may be outdated is still so after a failed read', async () => {
  const journal = new Shared();
  await journal.add(0, 3);
  const ledger = organizationLedger(journal, bounds);
  const before = await ledger.read('Org');
  const append = journal.append.bind(journal);
  journal.append = async () => 'conflict';
  expect(await ledger.append('Org', before, [expired(9n)], [])).toBe(false);
  journal.append = append;
  let errors = 1;
  journal.between = async () => {
    if (errors-- > 0) throw new Error('away');
  };
  await expect(ledger.read('Org')).rejects.toThrow('away');
  // No other node has appended, so the cached state was never in this journal.
  expect(await ledger.read('Org')).not.toBe(before);
});
