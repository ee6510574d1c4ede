import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DecodedObject, decode, encode, Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import flags from '../node-flags.json' with { type: 'json' };
import { migrateJournal, openJournal } from '../src/journal/index.ts';
import { bearer } from '../test/founding.ts';
import { noPostgres, PostgresContainer } from '../test/postgres-container.ts';
import { type Measured, measured } from './measured.ts';
import { beginning, newUser } from './synthetic-history.ts';

// What it costs to tell somebody the whole history of a large organization (`certificate_get` without a cursor), and how
// long others wait meanwhile.
const users = 10_000;
const seed = new Uint8Array(32).fill(7);
const headers = {
  Authorization: bearer({ deviceId: Uuid.of(newUser(0).device_id.bytes), deviceSeed: seed }),
};
const get = encode({
  cmd: 'certificate_get',
  common_after: null,
  sequester_after: null,
  shamir_recovery_after: null,
  realm_after: new Map(),
});
const small = encode({ cmd: 'organization_info' });

async function store(db: string): Promise<void> {
  const journal = await openJournal(db);
  const fill = async (organization: string, records: readonly OrganizationRecord[]): Promise<void> => {
    for (let version = 0; version < records.length; version += 500) {
      const some = records.slice(version, version + 500);
      await journal.append({ organization, version, records: some, figures: [] });
    }
  };
  const founded = beginning(nodeCrypto.verifyKeyOf(seed));
  const enrolled = Array.from({ length: users }, (_, index) => enrolment(index + 1));
  await fill('Large', [...founded, ...enrolled.flat()]);
  await fill('Small', founded);
  await journal.close();
}

// As an invitation brings it about: what is asked for does not lie in one piece.
function enrolment(number: number): OrganizationRecord[] {
  const user = newUser(number);
  const [at, token] = [user.timestamp, user.user_id.bytes];
  return [
    {
      record: 'invitation_opened',
      at,
      token,
      created_by: newUser(0).user_id,
      claimer_email: `u${number}@example.com`,
    },
    { record: 'user_created', at, ...user },
    { record: 'invitation_ended', at, token, status: 'FINISHED' },
  ];
}

async function show(what: string, server: Measured, calls: number): Promise<void> {
  const waits: number[] = [];
  let certificates = 0;
  let bytes = 0;
  let longest = 0;
  const figures = await server.measure(async () => {
    let isDone = false;
    const others = (async () => {
      while (!isDone) waits.push((await server.post('/authenticated/Small', small, headers)).took);
    })();
    const asked = Array.from({ length: calls }, () => server.post('/authenticated/Large', get, headers));
    for (const { body, took } of await Promise.all(asked)) {
      const reply = decode(body) as DecodedObject;
      certificates = (reply.common_certificates as readonly unknown[]).length;
      bytes = body.length;
      longest = Math.max(longest, took);
    }
    isDone = true;
    await others;
  });
  const { cpu, held, longest: inOneGo, before, most } = figures;
  const each = calls === 1 ? '' : `${calls} at once, each `;
  console.log(`  ${what}: ${each}${certificates} certificates, ${(bytes / 1e6).toFixed(1)} MB, in ${longest.toFixed(0)} ms, ${cpu.toFixed(0)} ms of CPU
    others: ${waits.length} calls, the slowest ${Math.max(...waits).toFixed(1)} ms; everything stood still for ${held.toFixed(1)} ms at most, ${inOneGo.toFixed(1)} ms of CPU
    memory: ${before.toFixed(0)} MiB before, ${most.toFixed(0)} MiB at most`);
}

async function run(db: string): Promise<void> {
  console.log(db.replace(/:.*/, ''));
  await store(db);
  const first = await measured(db);
  await first.post('/authenticated/Large', small, headers);
  // In which it keeps a snapshot.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await first.stop();
  const server = await measured(db, flags);
  try {
    for (let warm = 0; warm < 200; warm++) await server.post('/authenticated/Small', small, headers);
    await show('just started', server, 1);
    for (let round = 0; round < 5; round++) await show('again', server, 1);
    await show('several', server, 8);
    await show('several', server, 8);
  } finally {
    await server.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-history-'));
try {
  await run(`sqlite:${join(folder, 'store.sqlite')}`);
} finally {
  rmSync(folder, { recursive: true });
}
if (noPostgres !== undefined) console.log(noPostgres);
else {
  const container = await PostgresContainer.start();
  try {
    const db = await container.database();
    await migrateJournal(db);
    await run(db);
  } finally {
    await container.stop();
  }
}
