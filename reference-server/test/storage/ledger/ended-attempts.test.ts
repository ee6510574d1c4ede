import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { absentOrganization, apply, type OrganizationRecord } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import { organizationSnapshots } from '../../../src/storage/ledger/snapshot-codecs.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the heap in use, without garbage. */
function heap(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const ATTEMPTS = 50_000;
const MAX_BYTES = 300;

test('an ended attempt keeps at most 300 bytes, also in a state from a snapshot, and goes with its invitation', () => {
  const state = absentOrganization('Org');
  const token = randomBytes(16);
  const greeter = randomBytes(16);
  const at = (nth: number) => DateTime.of(1_700_000_000_000_000n + BigInt(nth));
  const moved = (nth: number, more: object): OrganizationRecord =>
    ({
      record: 'greeting_moved',
      at: at(nth),
      token,
      greeter: Uuid.of(greeter),
      ...more,
    }) as unknown as OrganizationRecord;
  const user_id = Uuid.of(greeter);
  Object.assign(state, { users: new Map([[user_id.hex, { user_id }]]) });
  apply(state, {
    record: 'invitation_opened',
    at: at(0),
    token,
    created_by: Uuid.of(greeter),
    claimer_email: null,
  });
  const before = heap();
  for (let nth = 0; nth < ATTEMPTS; nth += 1) {
    const fresh = Uuid.of(randomBytes(16));
    const reason = Buffer.from(nth % 2 === 0 ? 'INVALID_NONCE_HASH' : 'MANUALLY_CANCELLED').toString();
    apply(state, moved(nth, { greeting_attempt: null, move: { move: 'start', side: 'CLAIMER', fresh } }));
    apply(state, moved(nth, { greeting_attempt: fresh, move: { move: 'cancel', side: 'CLAIMER', reason } }));
  }
  const grown = heap();
  expect((grown - before) / ATTEMPTS).toBeLessThanOrEqual(MAX_BYTES);
  const snapshot = organizationSnapshots.write(state);
  const packed = heap();
  const again = organizationSnapshots.read(snapshot);
  expect((heap() - packed) / ATTEMPTS).toBeLessThanOrEqual(MAX_BYTES);
  expect([...again.ended_attempts.values()].map(({ size }) => size)).toEqual([ATTEMPTS]);
  for (const each of [state, again])
    apply(each, { record: 'invitation_ended', at: at(ATTEMPTS), token, status: 'CANCELLED' });
  expect((heap() - before) / ATTEMPTS).toBeLessThan(30);
  expect(state.ended_attempts.size).toBe(0);
});
