import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { encodeRequest } from '@parsec-spec/spec/commands';
import type { AccountRecord } from '@parsec-spec/spec/records';
import flags from '../node-flags.json' with { type: 'json' };
import { accountStream, migrateJournal, openJournal } from '../src/journal/index.ts';
import { noPostgres, PostgresContainer } from '../test/postgres-container.ts';
import { measured } from './measured.ts';

// What it costs a server with many accounts to answer the first who signs up after its start, and the next.
const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000,1000000' },
    /** Also on PostgreSQL. */
    postgres: { type: 'boolean', default: false },
  },
});

// Somebody signs up every ten seconds, the last one just now.
const pace = 10_000_000n;
const now = BigInt(Date.now()) * 1_000n;
const filled = (length: number, seed: number): Uint8Array => {
  const bytes = new Uint8Array(length).fill(seed % 251);
  new DataView(bytes.buffer).setUint32(0, Math.imul(seed, 0x9e37_79b1) >>> 0);
  return bytes;
};

function signedUp(number: number, of: number): AccountRecord[] {
  const at = DateTime.of(now - BigInt(of - number) * pace);
  const email = `somebody${number}@example.com`;
  const caller = `192.0.${(number >> 8) % 256}.${number % 256}`;
  return [
    { record: 'validation_mail_asked', at, email, caller, code: 'ABCDEF' },
    {
      record: 'account_created',
      at: at.plus(pace / 2n),
      email,
      label: `Somebody ${number}`,
      auth_method_id: Uuid.of(filled(16, number)),
      auth_method_mac_key: filled(32, number),
      auth_method_password_algorithm: { type: 'ARGON2ID', opslimit: 3, memlimit_kb: 131_072, parallelism: 1 },
      vault_key_access: filled(150, number),
    },
  ];
}

async function fill(db: string, count: number): Promise<void> {
  const journal = await openJournal(db);
  const together = 200;
  for (let number = 0; number < count; number += together) {
    const records = Array.from({ length: together }, (_, index) => signedUp(number + index, count)).flat();
    await journal.append({ organization: accountStream, version: 2 * number, records, figures: [] });
  }
  await journal.close();
}

async function show(db: string, what: string): Promise<void> {
  const server = await measured(db, flags);
  const ask = async (email: string): Promise<void> => {
    const body = encodeRequest({ cmd: 'account_create_send_validation_email', email });
    const { status, took } = await server.post('/anonymous_server', body);
    if (status !== 200) throw new Error(`answered ${status}`);
    times.push(took);
  };
  const times: number[] = [];
  try {
    for (const call of ['first', 'next']) {
      const figures = await server.measure(() => ask(`${call}${Math.random()}@example.com`));
      const { cpu, longest, before, most } = figures;
      console.log(
        `  ${what}, ${call} call: ${times.at(-1)?.toFixed(0)} ms, ${cpu.toFixed(0)} ms of CPU, ${longest.toFixed(0)} ms of it at once; memory ${before.toFixed(0)} MiB before, ${most.toFixed(0)} at most`,
      );
    }
    // In which a snapshot is kept, where one is due.
    const { cpu, longest, most } = await server.measure(
      () => new Promise((resolve) => setTimeout(resolve, 2_000)),
    );
    console.log(
      `    after it: ${cpu.toFixed(0)} ms of CPU, ${longest.toFixed(0)} ms of it at once; memory ${most.toFixed(0)} MiB at most`,
    );
  } finally {
    await server.stop();
  }
}

async function run(db: string, count: number): Promise<void> {
  await fill(db, count);
  console.log(`${db.replace(/:.*/, '')}, ${count} accounts`);
  await show(db, 'without a snapshot');
  await show(db, 'started again');
}

const counts = values.accounts.split(',').map(Number);
const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-accounts-'));
try {
  for (const count of counts) await run(`sqlite:${join(folder, `${count}.sqlite`)}`, count);
} finally {
  rmSync(folder, { recursive: true });
}
if (values.postgres && noPostgres === undefined) {
  const container = await PostgresContainer.start();
  try {
    for (const count of counts) {
      const db = await container.database();
      await migrateJournal(db);
      await run(db, count);
    }
  } finally {
    await container.stop();
  }
}
