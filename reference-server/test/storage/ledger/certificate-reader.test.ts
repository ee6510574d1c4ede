import { type DecodedObject, decode, encode } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import { createServer } from '../../../src/core/create-server.ts';
import { inProcess } from '../../../src/http/in-process.ts';
import { listen } from '../../../src/http/node/listen.ts';
import type { JournalRecord } from '../../../src/storage/journal.ts';
import { MemoryJournal } from '../../../src/storage/memory-journal.ts';
import { bearer } from '../../support/members.ts';
import { beginning, newUser } from '../../support/synthetic-history.ts';
import { certificateGet, msgpack, organizationInfo } from '../../support/test-server.ts';

const seed = new Uint8Array(32).fill(7);
const bootstrapped = beginning(syncCrypto.verifyKeyOf(seed));
const users = Array.from({ length: 1_000 }, (_, index) => newUser(index));
const enrolled = users.slice(1).map((user): OrganizationRecord => {
  return { record: 'user_created', at: user.timestamp, ...user };
});
const history = users.flatMap(({ user_certificate, device_certificate }) => [
  user_certificate,
  device_certificate,
]);
const headers = [...msgpack, ['Authorization', bearer({ deviceId: newUser(0).device_id, seed })]] as const;

/** Records how many reads run at once, and how many records each one has. */
class WatchedJournal extends MemoryJournal {
  readonly pages: { readonly organization: string; readonly records: number }[] = [];

  override async pick<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    versions: readonly number[],
  ) {
    this.pages.push({ organization, records: versions.length });
    return super.pick<Entry>(organization, versions);
  }
}

async function large(...names: readonly string[]) {
  const journal = new WatchedJournal();
  const append = (organization: string, records: readonly OrganizationRecord[]) =>
    journal.append({ organization, version: 0, records, figures: [] });
  for (const name of names) await append(name, [...bootstrapped, ...enrolled]);
  await append('Small', bootstrapped);
  const server = createServer({ journal });
  const exchange = inProcess(server);
  const ask = async (organization: string, command: Parameters<typeof encode>[0]) => {
    const target = `/authenticated/${organization}`;
    const reply = await exchange({ method: 'POST', target, headers, body: encode(command) });
    expect(reply.status).toBe(200);
    return decode(Buffer.from(reply.body)) as DecodedObject;
  };
  return { journal, server, ask };
}

test('a whole history of thousands is returned in order, byte for byte, and read in small pieces', async () => {
  const { journal, ask } = await large('Large');
  const { status, common_certificates } = await ask('Large', certificateGet);
  expect(status).toBe('ok');
  const read = common_certificates as readonly Uint8Array[];
  expect(read.length).toBe(2_000);
  expect(Buffer.compare(Buffer.concat(read), Buffer.concat(history))).toBe(0);
  expect(read.map(({ length }) => length)).toEqual(history.map(({ length }) => length));
  expect(Math.max(...journal.pages.map(({ records }) => records))).toBeLessThanOrEqual(256);
});

test('whole histories of an organization are read one after the other, with other requests between their pieces', async () => {
  const { journal, ask } = await large('Large', 'Huge');
  const ended: string[] = [];
  const pagesOf = (name: string) => journal.pages.filter(({ organization }) => organization === name).length;
  /** Pages that were read of it when each was answered. */
  const pages: number[] = [];
  const asked = (name: string, command: Parameters<typeof encode>[0]) =>
    ask(name, command).then((reply) => {
      ended.push(name);
      if (name === 'Large') pages.push(pagesOf(name));
      return reply;
    });
  const [first, again, second, small, few] = await Promise.all([
    asked('Large', certificateGet),
    asked('Large', certificateGet),
    asked('Huge', certificateGet),
    asked('Small', organizationInfo),
    asked('Small', certificateGet),
  ]);
  for (const { common_certificates } of [first, again, second])
    expect(common_certificates).toHaveLength(2_000);
  expect(small.status).toBe('ok');
  expect(few.common_certificates).toHaveLength(2);
  // The second request of an organization only delays itself.
  expect(ended).toEqual(['Small', 'Small', 'Large', 'Huge', 'Large']);
  const whole = pagesOf('Huge');
  expect(whole).toBeGreaterThan(4);
  expect(pagesOf('Large')).toBe(2 * whole);
  expect(pages[0]).toBeLessThan(whole + 2);
  expect(pages[1]).toBe(2 * whole);
});

test('a reply of any size arrives whole over a socket', async () => {
  const { server } = await large('Large');
  const { url, stop } = await listen(server, { host: '127.0.0.1', port: 0 });
  const reply = await fetch(`${url}/authenticated/Large`, {
    method: 'POST',
    headers: Object.fromEntries(headers),
    body: Buffer.from(encode(certificateGet)),
  });
  const body = Buffer.from(await reply.arrayBuffer());
  expect(Number(reply.headers.get('content-length'))).toBe(body.length);
  expect(body.length).toBeGreaterThan(500_000);
  const { common_certificates } = decode(body) as { readonly common_certificates: Uint8Array[] };
  expect(Buffer.compare(Buffer.concat(common_certificates), Buffer.concat(history))).toBe(0);
  await stop();
  await server.close();
});
