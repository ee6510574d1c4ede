import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import { SqliteJournal } from '../src/journal/index.ts';
import { organizationLedger } from '../src/ledger/ledger.ts';
import { beginning, enrolment, newUser } from './synthetic-history.ts';

// What it costs to open an organization that was not in memory: the first request after a start, or after others pushed it out.
const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-opening-'));
const bounds = { states: 1_000, things: 100_000 };

async function store(file: string, records: readonly OrganizationRecord[]): Promise<void> {
  const journal = new SqliteJournal(file);
  for (let version = 0; version < records.length; version += 500) {
    await journal.append({
      organization: 'Org',
      version,
      records: records.slice(version, version + 500),
      figures: [],
    });
  }
  await journal.close();
}

interface Opened {
  /** Milliseconds of CPU: a busy machine changes them little. */
  readonly took: number;
  /** Milliseconds that writing the snapshot held up everything else. */
  readonly held: number;
}

/** Opens it once; with `linger` milliseconds, in which a snapshot may be written. */
async function opened(file: string, linger = 0): Promise<Opened> {
  const journal = new SqliteJournal(file);
  const ledger = organizationLedger(journal, bounds);
  const before = process.cpuUsage();
  await ledger.read('Org');
  const { user, system } = process.cpuUsage(before);
  const took = (user + system) / 1_000;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, linger));
  delay.disable();
  await ledger.stop();
  await journal.close();
  return { took, held: delay.max / 1e6 };
}

async function show(name: string, records: readonly OrganizationRecord[]): Promise<void> {
  const file = join(folder, `${name}.sqlite`);
  await store(file, records);
  const first = await opened(file, 1_000);
  const snapshot: number[] = [];
  for (let round = 0; round < 9; round++) snapshot.push((await opened(file)).took);
  const replay: number[] = [];
  for (let round = 0; round < 9; round++) {
    const database = new DatabaseSync(file);
    database.exec('DELETE FROM snapshots');
    database.close();
    replay.push((await opened(file)).took);
  }
  const ms = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(', ');
  const ratio = median(replay) / median(snapshot);
  console.log(`${name}: ${records.length} records
  replayed in ${ms(replay)} ms of CPU; from a snapshot in ${ms(snapshot)} ms: ${ratio.toFixed(1)} times as fast
  writing the snapshot held up everything else for ${first.held.toFixed(0)} ms`);
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;

try {
  const users = Array.from({ length: 10_000 }, (_, index) => index + 1);
  const created = users.map((number): OrganizationRecord => {
    const user = newUser(number);
    return { record: 'user_created', at: user.timestamp, ...user };
  });
  await show('10,000 users', [...beginning(), ...created]);
  await show('1,000 users with greetings', [
    ...beginning(),
    ...users.slice(0, 1_000).flatMap((number) => [...enrolment(number)]),
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
