import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRecording, recordingLine, type TimedExchange } from '../../src/observe/recording.ts';
import { createRecording, TrafficLog } from '../../src/observe/traffic-log.ts';
import { apiVersion } from '../../src/wire/api-version.ts';
import { encode } from '../../src/wire/encode.ts';
import { Exchange } from '../../src/wire/exchange.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-recording-'));
  path = join(folder, 'traffic.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

async function readAll(): Promise<readonly TimedExchange[]> {
  const all: TimedExchange[] = [];
  for await (const timed of readRecording(path)) all.push(timed);
  return all;
}

const body = Uint8Array.of(0, 1, 255);
const request = {
  method: 'POST',
  target: '/anonymous/Org',
  headers: [['Api-Version', apiVersion]] as const,
  body,
};
const answered = {
  startedAt: Date.UTC(2026, 0, 2) + 0.25,
  exchange: new Exchange(request, { status: 200, headers: [], body, length: 9 }, 1.5),
};
const unanswered = { startedAt: Date.UTC(2026, 0, 3), exchange: new Exchange(request, 'ECONNRESET', 0) };

test('a recording reads back as it was written, to the microsecond', async () => {
  const file = createRecording(path);
  file.write(answered);
  file.write(unanswered);
  file.close();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toMatch(/^\{"format":1,"at":"2026-01-02T00:00:00.000250Z",/);
  const read = await readAll();
  expect(read.map(({ startedAt }) => startedAt)).toEqual([answered.startedAt, unanswered.startedAt]);
  expect(read[0]?.exchange.request).toMatchObject({ ...request, body: Buffer.from(body) });
  expect(read[0]?.exchange.response).toMatchObject({ status: 200, length: 9 });
  expect(read[1]?.exchange.error).toBe('ECONNRESET');
});

test('a recording never overwrites a file', async () => {
  await writeFile(path, 'precious');
  expect(() => createRecording(path)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect(await readFile(path, 'utf8')).toBe('precious');
});

test.each([
  ['no JSON', 'line 2 is no recorded exchange'],
  ['{"format":2}', 'line 2 is no recorded exchange'],
  ['\n'.repeat(8 << 20), 'line 2 is no recorded exchange'],
  ['x'.repeat((8 << 20) + 1), 'line 2 is longer than 8388608 bytes'],
])('a line that is no exchange is named (%#)', async (line, message) => {
  await writeFile(path, `${recordingLine(answered)}${line}`);
  await expect(readAll()).rejects.toThrow(
    expect.objectContaining({ code: 'recording', message: expect.stringContaining(message) }),
  );
});

test('exchanges beyond the limits of memory are counted and not judged', () => {
  const log = new TrafficLog();
  const large = new Exchange({ ...request, body: new Uint8Array(80 << 20) }, 'closed', 0);
  log.add({ exchange: large, startedAt: 0 });
  expect(log.unjudged).toBe(0);
  log.add({ exchange: large, startedAt: 1 });
  log.add(answered);
  expect([log.unjudged, log.judge().exchanges]).toEqual([1, 2]);
});

test.each([
  ['values', { ...request, body: Buffer.concat([Uint8Array.of(0xdc, 0xff, 0), Buffer.alloc(0xff00, 0x80)]) }],
  ['headers', { ...request, headers: Array.from({ length: 4000 }, () => ['a', ''] as const) }],
  ['target', { ...request, target: `/authenticated/${'a'.repeat(180_000)}/events` }],
])('exchanges are counted by the memory that their %s take', (_, sent) => {
  const log = new TrafficLog();
  const exchange = new Exchange(sent, 'closed', 0);
  // An empty map in an array takes 1 byte of the message and some 60 in memory.
  while (log.unjudged === 0) log.add({ exchange, startedAt: 0 });
  expect(log.judge().exchanges).toBeLessThan(400);
});

test('the certificates of exchanges are counted by the memory that they take, each once', () => {
  const log = new TrafficLog();
  const withCertificates = (first: number): TimedExchange => {
    const common_certificates = Array.from({ length: 10_000 }, (_, index) => {
      const certificate = Buffer.alloc(66);
      certificate.writeUInt32BE(first + index);
      return certificate;
    });
    const response = { status: 200, headers: [], body: encode({ status: 'ok', common_certificates }) };
    return { exchange: new Exchange(request, response, 1), startedAt: 0 };
  };
  log.add(withCertificates(0));
  log.add(withCertificates(0));
  expect(log.unjudged).toBe(0);
  log.add(withCertificates(10_000));
  expect(log.unjudged).toBe(1);
});
