import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DateTime, decode, Uuid } from '@parsec-spec/spec/codec';
import { expect, test } from 'vitest';
import { accountStream, type Journal } from '../../src/storage/journal.ts';
import { accountLedger, organizationLedger } from '../../src/storage/ledger/ledger.ts';
import { newUser } from './synthetic-history.ts';
import { TestServer } from './test-server.ts';

// Stores that commit 4c6bf91 wrote, and the states that it made of them (samples/README.md).
const read = (name: string): Buffer => readFileSync(new URL(`samples/former-store/${name}`, import.meta.url));
/** A file of the sample, unpacked. */
export const formerFile = (name: string): Buffer => gunzipSync(read(`${name}.gz`));
const former = JSON.parse(read('state.json').toString());
// 4c6bf91 named the type of a certificate `kind`, without the last word.
const typed = (list: readonly { kind: string }[]) =>
  list.map(({ kind, ...rest }) => ({ ...rest, type: `${kind}_certificate` }));
const certificates = {
  common_certificates: typed(former.state.common_certificates),
  sequester_certificates: typed(former.state.sequester_certificates),
};
// 4c6bf91 kept cancelled attempts among the others. The sample cancels one of them twice, which no
// server records: the last cancellation counted then, the first one counts now.
const twiceCancelled = '2a2b2c2d2e2f30313233343536373839';
const first = { origin: 'GREETER', timestamp: '2023-11-14T22:13:20.008Z', reason: 'AUTOMATICALLY_CANCELLED' };
type Attempts = readonly [
  string,
  { token: string; greeter: string; attempt: { cancelled: object | null } },
][];
const attempts: Attempts = former.state.greetings;
// The former server also kept the attempts of ended invitations. Now only their ids are kept.
type Invitations = readonly [string, { status: string; greeters: unknown }][];
const statuses = new Map<string, string>();
const invitations = (former.state.invitations as Invitations).map(([key, { greeters, ...rest }]) => {
  statuses.set(key, rest.status);
  return [key, rest.status === 'PENDING' ? { ...rest, greeters } : rest];
});
const cancelled = new Map<string, Map<string, Map<string, object>>>();
for (const [id, { token, greeter, attempt }] of attempts) {
  if (attempt.cancelled === null || statuses.get(token) !== 'PENDING') continue;
  const byGreeter = cancelled.get(token) ?? new Map<string, Map<string, object>>();
  const own = byGreeter.get(greeter) ?? new Map<string, object>();
  own.set(id, { ...attempt.cancelled, ...(id === twiceCancelled && first) });
  cancelled.set(token, byGreeter.set(greeter, own));
}
const greetings = {
  invitations,
  greetings: attempts.filter(
    ([, { token, attempt }]) => attempt.cancelled === null && statuses.get(token) === 'PENDING',
  ),
  ended_attempts: plain(cancelled),
};
const bounds = { states: 10, things: 1_000_000 };

/** A state as JSON: maps as lists of entries, bytes in hexadecimal. */
function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return `${value}n`;
  if (DateTime.is(value)) return value.toString();
  if (Uuid.is(value)) return value.hex;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Map) return [...value].map(plain);
  if (Array.isArray(value)) return Array.from(value, plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Tests that a store of 4c6bf91 has the same states and certificates. `open` opens it. */
export function formerStoreSuite(open: () => Promise<Journal>): void {
  test.each(['Snapshot', 'Replayed'])('has the same state of the organization %s', async (id) => {
    const journal = await open();
    try {
      const state = await organizationLedger(journal, bounds).read(id);
      // A record kind of a later version may have added state of its own.
      expect(plain(state)).toMatchObject({
        ...former.state,
        ...certificates,
        ...greetings,
        organization_id: id,
      });
    } finally {
      await journal.close();
    }
  });

  test('has the same accounts and figures', async () => {
    const journal = await open();
    try {
      const accounts = await accountLedger(journal).read(accountStream);
      const { addresses, auth_methods, askings, ...recent } = former.accounts;
      // The limits now count a normalised address; those of the store are normalised already.
      const counted = askings.map(({ email, ...asking }: { email: string }) => ({
        ...asking,
        counted: email,
      }));
      expect(plain(accounts)).toMatchObject({ ...recent, askings: counted });
      expect([accounts.addresses.size, accounts.auth_methods.size]).toEqual([1, 1]);
      expect(addresses.every((address: string) => accounts.addresses.has(address))).toBe(true);
      expect(accounts.auth_methods.has(auth_methods[0])).toBe(true);
      expect(await journal.figures(undefined)).toEqual(former.figures);
    } finally {
      await journal.close();
    }
  });

  test('serves the certificates that were stored', async () => {
    const testServer = new TestServer({ journal: await open() });
    const founder = newUser(0);
    const device = { deviceId: founder.device_id, seed: new Uint8Array(32).fill(7) };
    const { status, body } = await testServer.authenticated('Asked', device, {
      cmd: 'certificate_get',
      common_after: null,
      sequester_after: null,
      shamir_recovery_after: null,
      realm_after: new Map(),
    });
    await testServer.server.close();
    expect(status).toBe(200);
    expect(decode(body)).toMatchObject({
      status: 'ok',
      common_certificates: [founder.user_certificate, founder.device_certificate],
    });
  });
}
