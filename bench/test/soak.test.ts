import { expect, test } from 'vitest';
import { malformed } from '../src/soak/malformed.ts';
import { Pace } from '../src/soak/pace.ts';
import { partsOf } from '../src/soak/parts-of.ts';
import { ReplyReader } from '../src/soak/reply-reader.ts';
import { type Request, takenApart, whole } from '../src/soak/request.ts';
import type { BesideMalformed, Seen, SoakOptions } from '../src/soak/soak.ts';
import { verdict } from '../src/soak/verdict.ts';

const valid: readonly Request[] = [
  {
    method: 'POST',
    target: '/authenticated/Org',
    headers: [
      ['Host', 'a'],
      ['Authorization', 'Bearer x.y'],
    ],
    body: Buffer.from('81a3636d64a470696e67', 'hex'),
  },
  { method: 'GET', target: '/', headers: [['Host', 'a']], body: Buffer.alloc(0) },
];

test('seed and number decide a malformed request', () => {
  for (let number = 0; number < 500; number++)
    expect(malformed(valid, 5, number).bytes.equals(malformed(valid, 5, number).bytes)).toBe(true);
  const differs = Array.from(
    { length: 100 },
    (_, number) => !malformed(valid, 5, number).bytes.equals(malformed(valid, 6, number).bytes),
  );
  expect(differs.filter(Boolean).length).toBeGreaterThan(80);
});

test('hardly any malformed request is a valid one, and some are no whole request', () => {
  const made = Array.from({ length: 2_000 }, (_, number) => malformed(valid, 1, number));
  const originals = valid.map((request) => whole(request).toString('latin1'));
  expect(made.filter(({ bytes }) => originals.includes(bytes.toString('latin1'))).length).toBeLessThan(100);
  const broken = made.filter(({ framed }) => !framed).length;
  expect(broken).toBeGreaterThan(50);
  expect(broken).toBeLessThan(200);
});

test('where a framed one ends is told truly', () => {
  for (let number = 0; number < 2_000; number++) {
    const { framed, bytes } = malformed(valid, 2, number);
    if (!framed) continue;
    const head = bytes.toString('latin1', 0, bytes.indexOf('\r\n\r\n'));
    expect(bytes.length - head.length - 4).toBe(Number(/\r\nContent-Length: (\d+)$/.exec(head)?.[1]));
  }
});

test('a request that is taken apart and put together is the same', () => {
  const bytes = whole(valid[0] as Request);
  expect(whole(takenApart(bytes)).equals(bytes)).toBe(true);
});

test('replies are told apart on one connection, wherever the pieces end', () => {
  const stream =
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 405 No\r\nContent-Length: 9\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 Oh\r\nConnection: close\r\n\r\n';
  const reader = new ReplyReader();
  const methods = ['GET', 'HEAD', 'POST'];
  const told = [...Buffer.from(stream)].reduce<{ status: number; last: boolean }[]>(
    (all, byte) => all.concat(reader.take(Buffer.from([byte]), methods.slice(all.length))),
    [],
  );
  expect(told).toEqual([
    { status: 200, last: false },
    { status: 405, last: false },
    { status: 500, last: true },
  ]);
});

const options: SoakOptions = {
  requests: 300_000,
  seed: 1,
  from: 0,
  rate: undefined,
  loads: [50],
  depth: 1,
  connections: 1,
  pace: 1,
  alone: 1,
};
const times = { requests: 9, p50: 1, p99: 2 };
const half: BesideMalformed = { ...times, load: 50, taken: 0.48, around: [times, times] };
const besideValid = { ...times, p99: 3, taken: 0.47 };
const seen: Seen = {
  report: { sent: 300_000, statuses: { 400: 90, none: 10 }, faults: [] },
  seconds: 1,
  beside: [9, 3.9, 3.9, 3.9, 3.9].map((p99) => ({ ...half, p99 })),
  memory: Array.from({ length: 20 }, () => 100),
  alive: true,
  busy: 0.5,
  foreign: 0,
};

test('a server that took it all passes', () => {
  expect(verdict(options, seen, '2026-01-01').rows.filter(({ met }) => met !== true)).toEqual([]);
});

test.each<[string, Partial<Seen>]>([
  ['answered 5xx, or nonsense', { report: { ...seen.report, faults: ['request 3: 500'] } }],
  ['requests', { report: { ...seen.report, sent: 299_999 } }],
  ['the server at the end', { alive: false }],
  ['memory, second fifth and last fifth', { memory: Array.from({ length: 20 }, (_, at) => 100 + 3 * at) }],
  [
    'valid requests while they take 48 % of its core, p50: middle of 1 parts',
    { beside: [{ ...half, p50: 2.1 }] },
  ],
  [
    'valid requests while they take 48 % of its core, p99: middle of 1 parts',
    { beside: [{ ...half, p99: 4.1 }] },
  ],
  [
    'valid requests while they take 48 % of its core, p99: middle of 2 parts',
    {
      beside: [
        { ...half, p99: 4.1 },
        { ...half, load: 10, taken: 0.1 },
        { ...half, p99: 4.2 },
      ],
    },
  ],
])('what fails is named: %s', (what, changed) => {
  const failed = verdict(options, { ...seen, ...changed }, '2026-01-01').rows.filter(
    ({ met }) => met !== true,
  );
  expect(failed.map((row) => row.what)).toEqual([what]);
});

test('a machine that was slow for a while, with us or without, decides nothing', () => {
  const slow = [1, 1, 9, 9, 9, 9].map((times) => ({ requests: 9, p50: times, p99: 2 * times }));
  const beside = slow.slice(1).map(({ p50, p99 }, index) => ({
    ...half,
    around: [slow[index] ?? times, slow[index + 1] ?? times] as const,
    p50,
    p99: 1.5 * p99,
  }));
  const { rows } = verdict(options, { ...seen, beside }, '2026-01-01');
  expect(rows.at(-1)).toMatchObject({
    met: true,
    seen: '27.0 ms: 1.50× (1.50× to 2.70×) of alone (18.0 ms)',
  });
});

test('what valid calls do as well is told, and excuses nothing', () => {
  const last = (p99: number) =>
    verdict(options, { ...seen, beside: [{ ...half, p99, besideValid }] }, '2026-01-01').rows.at(-1);
  expect(last(3.9)).toMatchObject({
    met: true,
    seen: '3.90 ms: 1.95× (1.95× to 1.95×) of alone (2.00 ms); 1.30× (1.30× to 1.30×) of beside valid calls (3.00 ms, they took 47 %)',
  });
  expect(last(4.1)).toMatchObject({ met: false });
});

test('one request that is sent again has no latency beside it, and passes', () => {
  const one = { ...options, requests: 1 };
  const { rows } = verdict(one, { ...seen, report: { ...seen.report, sent: 1 }, beside: [] }, '2026-01-01');
  expect(rows.filter(({ met }) => met === false)).toEqual([]);
  expect(rows.slice(-2).map((row) => row.seen)).toEqual(['not measured', 'not measured']);
});

test.each([
  [1_000_000, 0, [50], 11],
  [1_000_000, 0, [10, 25, 50], 16],
  [7, 40, [50], 7],
  [1, 0, [50], 1],
])(
  '%i requests from %i on under loads of %j, in parts that leave none out',
  (requests, from, loads, parts) => {
    const all = partsOf(requests, from, loads);
    expect(all.length).toBe(parts);
    expect([all[0].from, all.at(-1)?.to]).toEqual([from, from + requests]);
    for (const [index, part] of all.slice(1).entries()) expect(part.from).toBe(all[index]?.to);
  },
);

test('parts of all loads take as long, and each load has as many', () => {
  const [, ...parts] = partsOf(1_000_000, 0, [10, 50]);
  expect(parts.map(({ load }) => load)).toEqual([10, 50, 10, 50, 10, 50, 10, 50, 10, 50]);
  for (const { load, from, to } of parts) expect((to - from) / load).toBeCloseTo(997_000 / 300, -1);
});

test('the pace is what takes the part of the core that is wanted, valid requests not counted', () => {
  const pace = new Pace();
  const careful = pace.of(50);
  pace.alone(0.5, 5);
  expect(pace.learn({ sent: 1_000, seconds: 1, cpu: 0.35 }, 25)).toBeCloseTo(0.25);
  expect(pace.of(25)).toBeCloseTo(1_000);
  // Until it had its turn, as under the last one.
  expect(pace.of(50)).toBeCloseTo(2_000);
  pace.learn({ sent: 2_000, seconds: 1, cpu: 0.35 }, 50);
  expect([pace.of(25), pace.of(50)].map(Math.round)).toEqual([1_000, 4_000]);
  expect(careful).toBe(500);
  expect(new Pace(0).of(50)).toBe(0);
});
