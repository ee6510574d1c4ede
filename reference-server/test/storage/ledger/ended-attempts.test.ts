import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { absentOrganization, apply, type OrganizationRecord } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import { createServer } from '../../../src/core/create-server.ts';
import { inProcess } from '../../../src/http/in-process.ts';
import { organizationSnapshots } from '../../../src/storage/ledger/snapshot-codecs.ts';
import { appendChecksum } from '../../../src/storage/ledger/snapshot-writer.ts';
import { MemoryJournal } from '../../../src/storage/memory-journal.ts';
import { TestGreeting, testGreeting } from '../../support/test-greeting.ts';
import { testOrganization } from '../../support/test-organization.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use, without garbage. */
function bytesInUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const ATTEMPTS = 50_000;
const MAX_BYTES = 300;
const MAX_BYTES_AFTERWARDS = 40;

test('an ended attempt keeps at most 300 bytes, and its id when its invitation ends, also in a snapshot', () => {
  const state = absentOrganization('Org');
  const token = randomBytes(16);
  const greeters = [randomBytes(16), randomBytes(16)];
  const at = (nth: number) => DateTime.of(1_700_000_000_000_000n + BigInt(nth));
  const moved = (nth: number, more: object): OrganizationRecord =>
    ({
      record: 'greeting_moved',
      at: at(nth),
      token,
      greeter: Uuid.of(greeters[nth % 2] ?? token),
      ...more,
    }) as unknown as OrganizationRecord;
  apply(state, {
    record: 'invitation_opened',
    at: at(0),
    token,
    created_by: Uuid.of(greeters[0] ?? token),
    claimer_email: null,
  });
  const before = bytesInUse();
  for (let nth = 0; nth < ATTEMPTS; nth += 1) {
    const fresh = Uuid.of(randomBytes(16));
    const reason = Buffer.from(nth % 2 === 0 ? 'INVALID_NONCE_HASH' : 'MANUALLY_CANCELLED').toString();
    apply(state, moved(nth, { greeting_attempt: null, move: { move: 'start', side: 'CLAIMER', fresh } }));
    apply(state, moved(nth, { greeting_attempt: fresh, move: { move: 'cancel', side: 'CLAIMER', reason } }));
  }
  const each: Record<string, number> = { live: (bytesInUse() - before) / ATTEMPTS };
  const snapshot = organizationSnapshots.write(state);
  const packed = bytesInUse();
  const again = organizationSnapshots.read(snapshot);
  each.restored = (bytesInUse() - packed) / ATTEMPTS;
  for (const one of [state, again])
    apply(one, { record: 'invitation_ended', at: at(ATTEMPTS), token, status: 'CANCELLED' });
  expect([again.greetings.size, again.ended_attempts.size]).toEqual([0, 0]);
  each.afterwards = (bytesInUse() - before - snapshot.length) / ATTEMPTS / 2;
  expect(each.live).toBeLessThanOrEqual(MAX_BYTES);
  expect(each.restored).toBeLessThanOrEqual(MAX_BYTES);
  expect(each.afterwards).toBeLessThanOrEqual(MAX_BYTES_AFTERWARDS);
});

test.each([
  ['invite_cancel', 'invitation_cancelled'],
  ['invite_complete', 'invitation_completed'],
] as const)(
  'after %s, each attempt of the invitation answers %s to its greeter alone',
  async (cmd, status) => {
    const journal = new MemoryJournal();
    const organization = await testOrganization({ journal });
    const { id, alice, server } = organization;
    const bob = await organization.enrol('bob', { user: { profile: 'ADMIN' } });
    const greeting = await testGreeting(organization);
    const byBob = new TestGreeting(organization, greeting.token, bob);
    const attempts = [await greeting.upTo(0), await greeting.upTo(0)];
    await greeting.greeterCancels(attempts[1] ?? alice.userId);
    attempts.push(await greeting.upTo(1));
    const bobs = await byBob.upTo(0);
    expect(await organization.ask(alice, { cmd, token: greeting.token })).toMatchObject({ status: 'ok' });
    const other = await testGreeting(organization, 'yann@example.com');
    const state = absentOrganization(id);
    const records = await journal.read(id, 0);
    for (const record of records) apply(state, record);
    const body = appendChecksum(organizationSnapshots.write(state));
    const { format } = organizationSnapshots;
    await journal.keep({ organization: id, version: records.length, format, body });
    const restarted = organization.behind(
      inProcess(createServer({ journal, config: { administration_token: 's3cr3t' } })),
    );
    for (const here of [organization, restarted]) {
      const [alices, claimer, stranger] = [greeting, greeting, other].map(
        ({ token, greeter }) => new TestGreeting(here, token, greeter),
      );
      const answers = async (side: TestGreeting | undefined, attempt: Uuid) => [
        (await side?.greeterSays(attempt, 0))?.status,
        (await side?.greeterCancels(attempt))?.status,
      ];
      for (const attempt of attempts) {
        expect(await answers(alices, attempt)).toEqual([status, status]);
        expect((await claimer?.claimerSays(attempt, 0))?.http).toBe(410);
        expect(await stranger?.claimerSays(attempt, 0)).toMatchObject({
          status: 'greeting_attempt_not_found',
        });
      }
      const unknown = Array(2).fill('greeting_attempt_not_found');
      expect(await answers(alices, bobs)).toEqual(unknown);
      expect(await answers(alices, alice.userId)).toEqual(unknown);
      expect(await answers(new TestGreeting(here, greeting.token, bob), bobs)).toEqual([status, status]);
    }
    await server.close();
  },
);
