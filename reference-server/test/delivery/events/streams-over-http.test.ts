import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createServer, type ReferenceServer, type ServerOptions } from '../../../src/core/create-server.ts';
import { inProcess } from '../../../src/http/in-process.ts';
import { type Listening, listen } from '../../../src/http/node/listen.ts';
import { SqliteJournal } from '../../../src/storage/sqlite/sqlite-journal.ts';
import { type Member, revocation } from '../../support/members.ts';
import { Listener, read } from '../../support/stream-listener.ts';
import { organizationBehind, type TestOrganization } from '../../support/test-organization.ts';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Started extends TestOrganization {
  readonly server: ReferenceServer;
  readonly listening: Listening;
}

async function started(config: ServerOptions['config'] = {}): Promise<Started> {
  const server = createServer({ config: { administration_token: 's3cr3t', debug: true, ...config } });
  const listening = await listen(server, { host: '127.0.0.1', port: 0 });
  stops.push(() => listening.stop(200));
  return { ...(await organizationBehind(inProcess(server))), server, listening };
}

interface Open {
  readonly outgoing: ClientRequest;
  readonly incoming: IncomingMessage;
}

function open({ id, listening, authorization }: Started, member: Member): Promise<Open> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Api-Version': API_VERSION,
      Accept: 'text/event-stream',
      Authorization: authorization(member),
    };
    const outgoing = request(`${listening.url}/authenticated/${id}/events`, { headers, agent: false });
    outgoing.on('response', (incoming) => {
      incoming.on('error', () => {});
      resolve({ outgoing, incoming });
    });
    outgoing.on('error', reject);
    stops.push(() => void outgoing.destroy());
    outgoing.end();
  });
}

/** Resolves after this number of events. */
function heard({ incoming }: Open, count: number): Promise<void> {
  // One colon before the configuration, two in each event; base64 has none.
  let colons = 0;
  return new Promise((resolve, reject) => {
    incoming.setEncoding('latin1');
    incoming.on('data', (piece: string) => {
      colons += piece.split(':').length - 1;
      if (colons > 2 * count) resolve();
    });
    incoming.on('close', () => reject(new Error(`closed after ${colons} colons`)));
  });
}

const ping = (text: string) => ({ cmd: 'ping', ping: text }) as const;

describe('streams over HTTP', () => {
  test('1,000 listeners get each event, and each stream ends', async () => {
    const organization = await started();
    const { alice, ask, enrol, later, listening } = organization;
    const bob = await enrol('bob');
    const listeners: Open[] = [];
    for (let opened = 0; opened < 1000; opened += 100) {
      const more = Array.from({ length: 100 }, (_, index) =>
        open(organization, index % 2 === 0 ? alice : bob),
      );
      listeners.push(...(await Promise.all(more)));
    }
    const everybody = Promise.all(listeners.map((listener) => heard(listener, 4)));
    for (const text of ['a', 'b', 'c']) await ask(bob, ping(text));
    const gone = Promise.all(
      listeners
        .filter((_, index) => index % 2 === 1)
        .map(({ incoming }) => new Promise((resolve) => incoming.on('end', resolve))),
    );
    expect(await ask(alice, revocation(alice, bob.userId, later()))).toMatchObject({ status: 'ok' });
    await everybody;
    await gone;
    const ended = Promise.all(
      listeners
        .filter((_, index) => index % 2 === 0)
        .map(({ incoming }) => new Promise((resolve) => incoming.on('end', resolve))),
    );
    await listening.stop(5_000);
    await ended;
  });

  test('a listener that does not read delays no other, and ends with its waiting events', async () => {
    const organization = await started();
    const { alice, ask } = organization;
    const slow = await open(organization, alice);
    slow.incoming.pause();
    const quick = await open(organization, alice);
    const rounds = 300;
    const everything = heard(quick, rounds);
    // More than the buffers of the system take, and then more than 100 events.
    const long = 'x'.repeat(100_000);
    for (let round = 0; round < rounds; round++) {
      await ask(alice, ping(`${round} ${long}`));
      // Requests arrive through sockets, so in several event-loop tasks.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await everything;
    const pieces: Buffer[] = [];
    slow.incoming.on('data', (piece: Buffer) => pieces.push(piece));
    slow.incoming.resume();
    await new Promise((resolve) => slow.incoming.on('close', resolve));
    expect(slow.incoming.complete).toBe(true);
    const frames = Buffer.concat(pieces)
      .toString('latin1')
      .split(/(?<=\n\n)/);
    const pings = frames.slice(1).map((frame) => Number(String(read(frame).fields?.ping).split(' ')[0]));
    expect(pings).toEqual(pings.map((_, index) => index));
    expect(pings.length).toBeGreaterThan(100);
    expect(pings.length).toBeLessThan(rounds);
  });

  test('a listener who disconnects is forgotten, and so is its keep-alive timer', async () => {
    const organization = await started({ sse_keepalive: 3600 });
    const clocks = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = clocks();
    const opened = await Promise.all(
      Array.from({ length: 50 }, () => open(organization, organization.alice)),
    );
    expect(clocks() - before).toBeGreaterThan(40);
    for (const { outgoing } of opened) outgoing.destroy();
    await expect.poll(() => clocks() - before).toBeLessThan(10);
  });
});

describe('a restart', () => {
  test('on SQLite keeps sent events: a known id replays, an unknown one is missed_events', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'events-'));
    stops.push(() => rmSync(folder, { recursive: true }));
    const start = () => {
      const journal = new SqliteJournal(join(folder, 'journal.sqlite'));
      return createServer({ journal, config: { administration_token: 's3cr3t', debug: true } });
    };
    const first = start();
    const organization = await organizationBehind(inProcess(first));
    const { alice, ask, enrol } = organization;
    const listener = await Listener.tuned(organization, alice);
    await ask(alice, ping('one'));
    await enrol('bob');
    await ask(alice, ping('two'));
    const heard = await listener.rest();
    await first.close();
    const second = start();
    stops.push(() => second.close());
    const again = organization.behind(inProcess(second));
    expect(await (await Listener.tuned(again, alice, heard[0]?.id)).rest()).toEqual(heard.slice(1));
    const unknown = Buffer.from(syncCrypto.randomBytes(16)).toString('hex');
    const frames = await (await Listener.tuned(again, alice, unknown)).rest();
    expect(frames.map(({ kind }) => kind)).toEqual(['missed_events']);
  });
});
