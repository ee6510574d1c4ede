import { type Organization, absentOrganization, apply } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';
import { tableIn } from '../support/greeting-table.ts';
import { journey } from '../support/people-journey.ts';
import { testOrganization } from '../support/test-organization.ts';

/** Makes a value that throws on each write. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const item of Object.values(value)) frozen(item);
  return Object.freeze(value);
}

/** A journal with frozen records that counts what was appended. */
class WatchedJournal extends MemoryJournal {
  readonly streams = new Set<string>();
  appended = 0;
  events = 0;

  override async append(entry: Parameters<MemoryJournal['append']>[0]) {
    this.streams.add(entry.organization);
    this.appended += entry.records.length;
    this.events += entry.events?.length ?? 0;
    return super.append({ ...entry, records: frozen(entry.records) });
  }
}

test('records are never modified: a run on frozen records and each replay give the same state', async () => {
  const journal = new WatchedJournal();
  expect(await journey([], { journal })).toEqual(await journey([]));
  for (const id of journal.streams) {
    const replay = async (): Promise<Organization> => {
      const organization = absentOrganization(id);
      for (const record of await journal.read(id, 0)) apply(organization, record);
      return organization;
    };
    const state = await replay();
    expect(state).toEqual(await replay());
  }
});

test('an ended or cancelled greeting keeps nothing of its exchange', async () => {
  const journal = new WatchedJournal();
  const organization = await testOrganization({ journal });
  const table = await tableIn(organization);
  await table.upTo(8);
  const cancelled = await table.upTo(8);
  await table.greeterCancels(cancelled);
  await table.upTo(8);
  await organization.ask(organization.alice, { cmd: 'invite_complete', token: table.token });
  const state = absentOrganization(organization.id);
  for (const record of await journal.read(organization.id, 0)) apply(state, record);
  expect(state.greetings.size).toBe(1);
  expect(state.ended_attempts.size).toBe(2);
  for (const { attempt } of state.greetings.values())
    expect(attempt.said).toEqual({ GREETER: [], CLAIMER: [] });
});
