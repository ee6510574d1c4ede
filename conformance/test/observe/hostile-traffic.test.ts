import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTraffic } from '../../src/observe/check-traffic.ts';
import { readRecording, type TimedExchange } from '../../src/observe/recording.ts';
import { type ObservedExchange, readTraffic } from '../../src/observe/traffic.ts';
import { decodeMap } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { changeHeaders } from '../../src/wire/headers.ts';
import type { Fields } from '../../src/wire/values.ts';
import { decompress } from '../../src/wire/zstd.ts';
import { hostileValue, replaced, unsignedCertificate } from '../support/hostile.ts';

const recording = join(import.meta.dirname, '../../clients/parsec-cli-traffic.ndjson');
const honest: TimedExchange[] = [];
for await (const timed of readRecording(recording)) honest.push(timed);
const traffic = readTraffic(honest).filter(({ command, route }) => command !== '' || route === 'events');

/** Where an exchange is hostile: in a value of its request or reply, in a certificate, or in a header. */
const places = ['request', 'reply', 'uploaded', 'served', 'sent header', 'header', 'status'] as const;

interface Attack {
  readonly exchange: number;
  readonly place: (typeof places)[number];
  readonly path: readonly number[];
  readonly value: unknown;
}

const attacks = fc.array(
  fc.record<Attack>({
    exchange: fc.nat({ max: traffic.length - 1 }),
    place: fc.constantFrom(...places),
    path: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 3 }),
    value: hostileValue,
  }),
  { minLength: 20, maxLength: 80 },
);

/** The certificates of a message, with a value of each replaced. */
const withCertificates = (message: Fields, change: (content: Fields) => Fields): Fields => {
  const altered = (bytes: unknown): unknown => {
    const content = bytes instanceof Uint8Array && bytes.length > 66 ? contentOf(bytes) : undefined;
    return content === undefined ? bytes : unsignedCertificate(change(content));
  };
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(altered) : altered(value),
    ]),
  );
};

function contentOf(bytes: Uint8Array): Fields | undefined {
  try {
    return decodeMap(decompress(bytes.subarray(65)));
  } catch {
    return undefined;
  }
}

const headersOfClients = ['authorization', 'api-version', 'last-event-id', 'content-type', 'user-agent'];
const headersOfServers = ['date', 'api-version', 'content-type', 'supported-api-versions', 'cache-control'];

/** A later copy of an exchange with a hostile value in it, in this organization. */
function attacked(attack: Attack, after: number, organization?: string): TimedExchange {
  const { place, path, value, exchange: at } = attack;
  const { exchange, request = {}, reply = {} } = traffic[at] as ObservedExchange;
  const { response = { status: 0, headers: [], body: new Uint8Array() } } = exchange;
  const change = (fields: Fields): Fields => replaced(fields, path, value);
  const [first = 0] = path;
  const text = String(typeof value === 'object' ? Object.keys(value ?? {}) : value);
  const header = (names: readonly string[]) => ({ [names[first % names.length] ?? '']: text });
  const { target } = exchange.request;
  const sent = {
    target: organization === undefined ? target : target.replace(/(?<=^\/\w+\/)[^/?]+/, organization),
    ...(place === 'request' && { body: encode(change(request)) }),
    ...(place === 'uploaded' && { body: encode(withCertificates(request, change)) }),
    ...(place === 'sent header' && {
      headers: changeHeaders(exchange.request.headers, header(headersOfClients)),
    }),
  };
  const received = {
    ...(place === 'reply' && { body: encode(change(reply)) }),
    ...(place === 'served' && { body: encode(withCertificates(reply, change)) }),
    ...(place === 'header' && { headers: changeHeaders(response.headers, header(headersOfServers)) }),
    ...(place === 'status' && { status: first }),
  };
  const altered = new Exchange({ ...exchange.request, ...sent }, { ...response, ...received }, first);
  return { exchange: altered, startedAt: after };
}

const alone = checkTraffic(honest);
const end = Math.max(...honest.map(({ startedAt, exchange }) => startedAt + exchange.durationMs));

const settings = { numRuns: 20, seed: 20261130 };

test('hostile values in the messages of an organization end no observation', () => {
  fc.assert(
    fc.property(attacks, (list) => {
      const all = [...honest, ...list.map((attack, index) => attacked(attack, end + 1 + index))];
      const observation = checkTraffic(all);
      expect(observation.exchanges).toBe(all.length);
      expect(JSON.parse(JSON.stringify(observation)).verdict).toBe(observation.verdict);
    }),
    settings,
  );
});

test('hostile values change nothing of what another organization shows', () => {
  fc.assert(
    fc.property(attacks, (list) => {
      const others = list.map((attack, index) => attacked(attack, end + 1 + index, 'Attacked'));
      const { rules } = checkTraffic([...honest, ...others]);
      for (const { requirement, side, judged, broken } of alone.rules) {
        const rule = rules.find((one) => one.requirement === requirement && one.side === side);
        const held = (rule?.judged ?? 0) - (rule?.broken ?? 0);
        expect(held, requirement).toBeGreaterThanOrEqual(judged - broken);
      }
    }),
    settings,
  );
});
