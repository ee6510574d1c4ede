import { createHash } from 'node:crypto';
import {
  absentOrganization,
  apply,
  type Organization,
  type OrganizationRecord,
} from '@parsec-spec/spec/records';
import { absentCore } from '@parsec-spec/spec/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createServer } from '../../../src/core/create-server.ts';
import { inProcess } from '../../../src/http/in-process.ts';
import type { JournalRecord } from '../../../src/storage/journal.ts';
import { organizationLedger } from '../../../src/storage/ledger/ledger.ts';
import { packState } from '../../../src/storage/ledger/pack-state.ts';
import { organizationSnapshots } from '../../../src/storage/ledger/snapshot-codecs.ts';
import { appendChecksum, SnapshotWriter } from '../../../src/storage/ledger/snapshot-writer.ts';
import { MemoryJournal } from '../../../src/storage/memory-journal.ts';
import { histories, history } from '../../support/random-history.ts';
import { beginning, newUser } from '../../support/synthetic-history.ts';
import { testOrganization } from '../../support/test-organization.ts';
import { certificateGet } from '../../support/test-server.ts';

function replayed(records: readonly OrganizationRecord[], state = absentOrganization('Org')): Organization {
  for (const record of records) apply(state, record);
  return state;
}

test('a snapshot and the records after it give the state of all records, wherever the cut is', () => {
  fc.assert(
    fc.property(histories, (records) => {
      const whole = replayed(records);
      for (let cut = 0; cut <= records.length; cut++) {
        const snapshot = organizationSnapshots.write(replayed(records.slice(0, cut)));
        const state = replayed(records.slice(cut), organizationSnapshots.read(snapshot));
        expect(state).toEqual(whole);
        // The order of the content counts too.
        expect(Buffer.compare(organizationSnapshots.write(state), organizationSnapshots.write(whole))).toBe(
          0,
        );
      }
    }),
    { numRuns: 60 },
  );
});

// This test fails when `apply` makes another state of a history, or a snapshot is written
// differently. Then increment `format` in snapshot-codecs.ts, and write the new hash here.
test('a replay of a history makes the state that snapshots of this format hold', () => {
  const events = Array.from({ length: 400 }, (_, nth) => ({
    who: nth * 7,
    which: nth * 3,
    yes: nth % 3 > 0,
  }));
  const whats = [
    'user',
    'invite',
    'start',
    'step',
    'device',
    'profile',
    'cancel',
    'accept',
    'freeze',
  ] as const;
  const more = ['terms', 'step', 'end', 'revoke', 'start', 'step'] as const;
  const all = [...whats, ...more];
  const records = history(events.map((event, nth) => ({ ...event, what: all[nth % all.length] ?? 'user' })));
  const state = replayed(records);
  // Without the own state of record kinds, which a snapshot may lack.
  const core = Object.keys(absentCore('Org')).map((part) => [part, state[part as keyof Organization]]);
  const hash = createHash('sha256')
    .update(packState(Object.fromEntries(core)))
    .digest('hex');
  expect({ format: organizationSnapshots.format, hash: hash.slice(0, 16) }).toEqual({
    format: 5,
    hash: '01ae570e11bcf75a',
  });
});

/** Counts the records that are read. */
class CountedJournal extends MemoryJournal {
  readonly kept: { readonly version: number; readonly format: number }[] = [];
  replayed = 0;
  #next: () => void = () => undefined;

  override async read<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    after: number,
    limit?: number,
  ) {
    const records = await super.read<Entry>(organization, after, limit);
    this.replayed += records.length;
    return records;
  }

  override async keep(snapshot: Parameters<MemoryJournal['keep']>[0]) {
    await super.keep(snapshot);
    this.kept.push(snapshot);
    this.#next();
  }

  /** Resolves when the next snapshot is kept. */
  nextKept(): Promise<void> {
    return new Promise((resolve) => {
      this.#next = resolve;
    });
  }
}

const bounds = { states: 10, things: 1_000_000 };
const users = (from: number, to: number): OrganizationRecord[] =>
  Array.from({ length: to - from }, (_, nth) => {
    const user = newUser(from + nth);
    return { record: 'user_created', at: user.timestamp, ...user };
  });

test('an organization that has grown is opened from a snapshot and few records, and is the same', async () => {
  const journal = new CountedJournal();
  const ledger = organizationLedger(journal, bounds);
  const add = async (records: readonly OrganizationRecord[]) =>
    expect(await ledger.append('Org', await ledger.read('Org'), records, [])).toBe(true);
  await add([...beginning(), ...users(1, 200)]);
  const kept = journal.nextKept();
  await add(users(200, 300));
  await kept;
  await add(users(300, 310));
  expect(journal.kept).toMatchObject([{ version: 301, format: organizationSnapshots.format }]);
  const opened = await organizationLedger(journal, bounds).read('Org');
  expect(journal.replayed).toBe(10);
  expect(opened).toEqual(await ledger.read('Org'));
  expect(opened).toEqual(replayed(await journal.read('Org', 0)));
});

test('a snapshot of another format, of another organization or of damaged bytes is ignored', async () => {
  const journal = new CountedJournal();
  const records = [...beginning(), ...users(1, 20)];
  await journal.append({ organization: 'Org', version: 0, records, figures: [] });
  const whole = replayed(records);
  const body = appendChecksum(organizationSnapshots.write(replayed(records.slice(0, 10))));
  const good = { organization: 'Org', version: 10, format: organizationSnapshots.format, body };
  const other = appendChecksum(
    organizationSnapshots.write(replayed(records.slice(0, 10), absentOrganization('Other'))),
  );
  const opened = async (snapshot: typeof good) => {
    await journal.keep(snapshot);
    journal.replayed = 0;
    const state = await organizationLedger(journal, bounds).read('Org');
    expect(state).toEqual(whole);
    return journal.replayed;
  };
  expect(await opened(good)).toBe(records.length - 10);
  expect(await opened({ ...good, format: organizationSnapshots.format + 1 })).toBe(records.length);
  // The records after the snapshot are read with it, then all of them.
  for (const bad of [
    { ...good, body: other },
    { ...good, body: body.slice(0, -9) },
    { ...good, body: body.slice(0, 3) },
    { ...good, version: 9 },
  ]) {
    expect(await opened(bad)).toBe(records.length - bad.version + records.length);
  }
  // For a flipped bit at any place, even if the bytes decode to another plausible state.
  for (let at = 0; at < body.length; at += 7) {
    const turned = Uint8Array.from(body);
    turned[at] = (turned[at] ?? 0) ^ 0x10;
    expect(await opened({ ...good, body: turned }), `byte ${at}`).toBe(2 * records.length - 10);
  }
});

test('a failed snapshot does no harm', async () => {
  const journal = new CountedJournal();
  const tried = new Promise<void>((resolve) => {
    journal.keep = async () => {
      resolve();
      throw new Error('disk full');
    };
  });
  const ledger = organizationLedger(journal, bounds);
  const state = await ledger.read('Org');
  await ledger.append('Org', state, [...beginning(), ...users(1, 300)], []);
  await tried;
  await ledger.stop();
  expect(await ledger.append('Org', state, users(300, 301), [])).toBe(true);
  expect((await ledger.read('Org')).users.size).toBe(301);
});

test('certificates are served as the bytes received, also where the state came from a snapshot', async () => {
  const journal = new CountedJournal();
  const first = await testOrganization({ journal });
  await first.enrol('bob');
  const { id, alice, server } = first;
  const reply = await first.ask(alice, certificateGet);
  expect(reply).toMatchObject({ status: 'ok' });
  const body = appendChecksum(
    organizationSnapshots.write(replayed(await journal.read(id, 0), absentOrganization(id))),
  );
  await journal.keep({ organization: id, version: 3, format: organizationSnapshots.format, body });
  await server.close();
  const second = first.behind(
    inProcess(createServer({ journal, config: { administration_token: 's3cr3t' } })),
  );
  journal.replayed = 0;
  expect(await second.ask(alice, certificateGet)).toEqual(reply);
  expect(journal.replayed).toBe(0);
});

test('only a few states wait for their snapshot: those that grew last', async () => {
  const kept: string[] = [];
  const snapshots = new SnapshotWriter(
    { keep: async ({ organization }) => void kept.push(organization) },
    { format: 1, write: () => new Uint8Array(1), read: () => ({ version: 0 }) },
  );
  const names = Array.from({ length: 40 }, (_, nth) => `Org${nth}`);
  for (const name of names) snapshots.consider(name, { version: 1_000 });
  await expect.poll(() => kept.length).toBe(32);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(kept).toEqual(names.slice(-32));
  await snapshots.stop();
});
