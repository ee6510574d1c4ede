import { createHash } from 'node:crypto';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { type AccountRecord, applyAccount } from '@parsec-spec/spec/records';
import type { Accounts } from '@parsec-spec/spec/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountSnapshots, emptyAccounts } from '../../../src/storage/ledger/snapshot-codecs.ts';

const begun = DateTime.ofMillis(1_700_000_000_000);
const second = 1_000_000n;
const method = (number: number): Uuid => Uuid.of(new Uint8Array(16).fill(number));

interface Event {
  readonly what: 'ask' | 'ask in vain' | 'fail' | 'create';
  readonly who: number;
  /** Seconds since the event before. */
  readonly later: number;
}

function recordsOf(events: readonly Event[]): AccountRecord[] {
  let at = begun;
  return events.map(({ what, who, later }, nth): AccountRecord => {
    at = at.plus(BigInt(later) * second);
    const email = `somebody${who}@example.com`;
    switch (what) {
      case 'fail':
        return { record: 'validation_code_failed', at, email };
      case 'create':
        return {
          record: 'account_created',
          at,
          email,
          label: `Somebody ${who}`,
          auth_method_id: method(nth % 256),
          auth_method_mac_key: new Uint8Array(32),
          auth_method_password_algorithm: null,
          vault_key_access: new Uint8Array(100),
        };
      default: {
        const code = what === 'ask' ? `CODE${String(nth).padStart(2, 'A')}` : null;
        return { record: 'validation_mail_asked', at, email, caller: `192.0.2.${who}`, code };
      }
    }
  });
}

const histories = fc
  .array(
    fc.record({
      what: fc.constantFrom<Event['what'][]>('ask', 'ask in vain', 'fail', 'create'),
      who: fc.nat(4),
      later: fc.oneof(fc.nat(60), fc.constantFrom(3_599, 3_600, 3_601)),
    }),
    { maxLength: 40 },
  )
  .map(recordsOf);

function replayed(records: readonly AccountRecord[], accounts = emptyAccounts()): Accounts {
  for (const record of records) applyAccount(accounts, record);
  return accounts;
}

test('a snapshot of accounts and the records after it give the state of all records, wherever the cut is', () => {
  fc.assert(
    fc.property(histories, (records) => {
      const whole = replayed(records);
      const created = records.filter(({ record }) => record === 'account_created');
      for (let cut = 0; cut <= records.length; cut++) {
        const snapshot = accountSnapshots.write(replayed(records.slice(0, cut)));
        const state = replayed(records.slice(cut), accountSnapshots.read(snapshot));
        expect([...state.codes]).toEqual([...whole.codes]);
        expect([state.version, state.askings]).toEqual([records.length, whole.askings]);
        expect(created.every(({ email }) => state.addresses.has(email))).toBe(true);
        // The order of the content counts too.
        expect(Buffer.compare(accountSnapshots.write(state), accountSnapshots.write(whole))).toBe(0);
      }
    }),
    { numRuns: 25 },
  );
});

test('outdated state is dropped: an hour after the last mail only the names of accounts are left', () => {
  const records = recordsOf([
    { what: 'ask', who: 1, later: 0 },
    { what: 'ask', who: 2, later: 1 },
    { what: 'create', who: 1, later: 1 },
    { what: 'fail', who: 2, later: 1 },
  ]);
  const before = replayed(records);
  expect([before.codes.size, before.askings.length]).toEqual([1, 2]);
  const [last] = recordsOf([{ what: 'fail', who: 3, later: 3_605 }]);
  const after = replayed(last === undefined ? [] : [last], before);
  expect([after.codes.size, after.askings.length, after.version]).toEqual([0, 0, 5]);
  const names = ['somebody1@example.com', 'somebody2@example.com'];
  expect(names.map((name) => after.addresses.has(name))).toEqual([true, false]);
  expect([after.auth_methods.has(method(2).hex), after.auth_methods.size]).toEqual([true, 1]);
});

// This test fails when `applyAccount` makes another state of a history, or a snapshot is written
// differently. Then increment `format` in snapshot-codecs.ts, and write the new hash here.
test('a replay of a history of accounts makes the state that snapshots of this format hold', () => {
  const whats = ['ask', 'fail', 'ask in vain', 'create', 'ask'] as const;
  const events = Array.from({ length: 300 }, (_, nth): Event => {
    return { what: whats[nth % 5] ?? 'ask', who: (nth * 7) % 90, later: (nth * 13) % 60 };
  });
  const hash = createHash('sha256')
    .update(accountSnapshots.write(replayed(recordsOf(events))))
    .digest('hex');
  expect({ format: accountSnapshots.format, hash: hash.slice(0, 16) }).toEqual({
    format: 3,
    hash: '52fdddd0bd17c43f',
  });
});

test('code requests are counted by normalized address, and a code is kept under the given spelling', () => {
  const at = begun;
  const accounts = replayed([
    { record: 'validation_mail_asked', at, email: 'Vi.(x)C@EXAMPLE.com', caller: '', code: 'CODEAA' },
  ]);
  expect(accounts.askings).toEqual([{ at, counted: 'vic@example.com', caller: '' }]);
  expect([...accounts.codes.keys()]).toEqual(['Vi.(x)C@EXAMPLE.com']);
});

test('bytes that are no snapshot of accounts are refused', () => {
  const good = accountSnapshots.write(replayed(recordsOf([{ what: 'create', who: 1, later: 0 }])));
  expect(accountSnapshots.read(good).addresses.size).toBe(1);
  for (const bad of [good.slice(0, -1), good.slice(0, 20), good.slice(4), new Uint8Array(0)])
    expect(() => accountSnapshots.read(bad)).toThrow();
});
