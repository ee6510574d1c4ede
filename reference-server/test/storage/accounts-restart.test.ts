import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { type AccountRecord, applyAccount } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import { accountStream, type Journal, type JournalRecord } from '../../src/storage/journal.ts';
import { accountLedger } from '../../src/storage/ledger/ledger.ts';
import { accountSnapshots, emptyAccounts } from '../../src/storage/ledger/snapshot-codecs.ts';
import { appendChecksum } from '../../src/storage/ledger/snapshot-writer.ts';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';
import { SqliteJournal } from '../../src/storage/sqlite/sqlite-journal.ts';
import { stops } from '../support/relays.ts';
import { otherThan, TestSignUp } from '../support/test-sign-up.ts';

// Shortly before the clock of TestSignUp begins.
const begun = 1_735_689_000_000_000n;
const method = (number: number): Uuid => Uuid.of(Buffer.from(number.toString(16).padStart(32, '0'), 'hex'));

/** Records of sign-ups that ask for a code and open an account, one millisecond apart. */
const signedUp = (from: number, to: number): AccountRecord[] =>
  Array.from({ length: to - from }, (_, index): AccountRecord[] => {
    const number = from + index;
    const at = DateTime.of(begun + BigInt(number) * 1_000n);
    const email = `somebody${number}@example.com`;
    return [
      { record: 'validation_mail_asked', at, email, caller: '192.0.2.9', code: 'ABCDEF' },
      {
        record: 'account_created',
        at,
        email,
        label: `Somebody ${number}`,
        auth_method_id: method(number),
        auth_method_mac_key: new Uint8Array(32),
        auth_method_password_algorithm: null,
        vault_key_access: new Uint8Array(100),
      },
    ];
  }).flat();

const append = (journal: Journal, version: number, records: readonly AccountRecord[]) =>
  journal.append({ organization: accountStream, version, records, figures: [] });

/** Counts the records of each read. */
class CountedJournal extends MemoryJournal {
  reads: number[] = [];

  override async read<Entry extends JournalRecord>(stream: string, from: number, limit?: number) {
    const records = await super.read<Entry>(stream, from, limit);
    this.reads.push(records.length);
    return records;
  }
}

function replayed(records: readonly AccountRecord[]) {
  const accounts = emptyAccounts();
  for (const record of records) applyAccount(accounts, record);
  return accounts;
}

test('accounts, codes and failures are the same after a restart from a snapshot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
  stops.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'journal.sqlite');
  const journal = new SqliteJournal(file);
  await append(journal, 0, signedUp(0, 400));
  const first = new TestSignUp({ journal });
  const code = await first.code('zoe@example.com');
  for (let wrong = 0; wrong < 2; wrong++)
    expect(await first.check('zoe@example.com', otherThan(code))).toMatchObject({
      status: 'invalid_validation_code',
    });
  const kept = async () =>
    (await journal.open(accountStream, accountSnapshots.format)).snapshot?.version ?? 0;
  await expect.poll(kept).toBeGreaterThanOrEqual(800);
  await first.server.close();

  const second = new TestSignUp({ journal: new SqliteJournal(file) });
  stops.push(() => second.server.close());
  // The address has an account: the reply does not reveal that, and no mail is sent.
  expect(await second.mail('somebody399@example.com')).toMatchObject({ status: 'ok' });
  expect(second.messages).toEqual([]);
  const yves = await second.code('yves@example.com');
  expect(await second.create('yves@example.com', yves, method(7))).toMatchObject({
    status: 'auth_method_id_already_exists',
  });
  expect(await second.create('yves@example.com', yves, method(400))).toMatchObject({ status: 'ok' });
  // The third failure is the last one.
  expect(await second.check('zoe@example.com', code)).toMatchObject({ status: 'ok' });
  expect(await second.check('zoe@example.com', otherThan(code))).toMatchObject({
    status: 'invalid_validation_code',
  });
  expect(await second.create('zoe@example.com', code)).toMatchObject({
    status: 'send_validation_email_required',
  });
});

test('a stop waits for the snapshot of accounts that is being written', async () => {
  const journal = new MemoryJournal();
  await append(journal, 0, signedUp(0, 400));
  const order: string[] = [];
  const begins = new Promise<void>((resolve) => {
    journal.keep = async () => {
      resolve();
      await new Promise((later) => setTimeout(later, 50));
      order.push('kept');
    };
  });
  journal.close = async () => {
    order.push('closed');
  };
  const signUp = new TestSignUp({ journal });
  await signUp.code('zoe@example.com');
  await begins;
  await signUp.server.close();
  expect(order).toEqual(['kept', 'closed']);
});

test('a long stream without a snapshot is replayed in pieces, and other requests run between them', async () => {
  const journal = new CountedJournal();
  const records = signedUp(0, 1_700);
  await append(journal, 0, records);
  const ledger = accountLedger(journal);
  let [turns, isThere] = [0, false];
  const count = () => {
    turns += 1;
    if (!isThere) setImmediate(count);
  };
  setImmediate(count);
  const [accounts, same] = await Promise.all([ledger.read(accountStream), ledger.read(accountStream)]);
  isThere = true;
  expect(same).toBe(accounts);
  expect(journal.reads).toEqual([1_024, 1_024, 1_024, 328]);
  expect(turns).toBeGreaterThanOrEqual(3);
  expect(Buffer.compare(accountSnapshots.write(accounts), accountSnapshots.write(replayed(records)))).toBe(0);
  await ledger.stop();
});

test('with a snapshot of accounts only the records after it are read; a damaged one is ignored', async () => {
  const journal = new CountedJournal();
  const records = signedUp(0, 200);
  await append(journal, 0, records);
  const good = {
    organization: accountStream,
    version: 390,
    format: accountSnapshots.format,
    body: appendChecksum(accountSnapshots.write(replayed(records.slice(0, 390)))),
  };
  expect(accountSnapshots.read(good.body.subarray(0, -4)).version).toBe(390);
  const read = async (snapshot: typeof good) => {
    await journal.keep(snapshot);
    journal.reads = [];
    const accounts = await accountLedger(journal).read(accountStream);
    expect(Buffer.compare(accountSnapshots.write(accounts), accountSnapshots.write(replayed(records)))).toBe(
      0,
    );
    return journal.reads.at(-1);
  };
  expect(await read(good)).toBe(10);
  for (const bad of [
    { ...good, body: good.body.slice(0, -1) },
    { ...good, version: 389 },
    { ...good, format: accountSnapshots.format + 1 },
  ])
    expect(await read(bad)).toBe(400);
});
