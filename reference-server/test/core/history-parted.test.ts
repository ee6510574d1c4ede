import type { OrganizationRecord } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import type { JournalRecord } from '../../src/storage/journal.ts';
import { SharedMemoryJournal } from '../support/shared-memory-journal.ts';
import { testOrganization } from '../support/test-organization.ts';
import { certificateGet as everything } from '../support/test-server.ts';

/** Calls a function before or after certificates are fetched. */
class Fetched extends SharedMemoryJournal {
  before = (): void => undefined;
  after = (): void => undefined;

  override async pick<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]> {
    this.before();
    const records = await super.pick<Entry>(organization, versions);
    this.after();
    return records;
  }
}

test('a history whose database changes during the read is read again, and refused if that repeats endlessly', async () => {
  const journal = new Fetched();
  const { ask, alice } = await testOrganization({ journal });
  const reply = await ask(alice, everything);
  expect(reply).toMatchObject({ http: 200, status: 'ok' });
  // Once: the history is read again.
  for (const when of ['before', 'after'] as const) {
    journal[when] = () => {
      journal[when] = () => undefined;
      journal.part();
      if (when === 'before') throw new RangeError('it has no such record');
    };
    expect(await ask(alice, everything)).toEqual(reply);
  }
  // Each time. The other database may have the same positions, or none.
  journal.after = journal.part;
  expect(await ask(alice, everything)).toMatchObject({ http: 503 });
  journal.after = () => undefined;
  journal.before = () => {
    journal.part();
    throw new RangeError('it has no such record');
  };
  expect(await ask(alice, everything)).toMatchObject({ http: 503 });
  // An internal error stays one.
  journal.before = () => {
    throw new RangeError('it has no such record');
  };
  expect(await ask(alice, everything)).toMatchObject({ http: 500 });
  journal.before = () => undefined;
  expect(await ask(alice, everything)).toEqual(reply);
});
