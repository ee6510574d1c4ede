import { readFileSync } from 'node:fs';
import { DateTime, decode } from '@parsec-spec/spec/codec';
import { expect, test } from 'vitest';
import type { Header } from '../../src/core/call.ts';
import { headerOf, TestServer } from '../support/test-server.ts';

interface Sample {
  readonly step: string;
  readonly method: string;
  readonly path: string;
  readonly request_headers: readonly Header[];
  readonly request_body_hex: string;
  readonly status: number;
  readonly reply_headers: readonly Header[];
  readonly reply_body_hex: string;
}

const samples: Sample[] = readFileSync(new URL('../support/samples/journey.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const headerIn = (headers: readonly Header[], name: string): string =>
  headers.find(([known]) => known === name)?.[1] ?? '';

/** When the real server answered. The time of new terms is exact, from a later `tos_get`. */
function instantOf(sample: Sample): DateTime {
  const isTerms = sample.method === 'PATCH' && bytes(sample.request_body_hex).includes('"tos":{');
  const read = samples
    .slice(samples.indexOf(sample))
    .find(({ path, reply_body_hex }) => path.endsWith('/tos') && reply_body_hex.includes('d701'));
  const terms = isTerms && read ? (decode(bytes(read.reply_body_hex)) as { updated_on?: DateTime }) : {};
  return terms.updated_on ?? DateTime.ofMillis(Date.parse(headerIn(sample.reply_headers, 'date')));
}

/** The token that the real server gave to a creation. */
function tokenOf(sample: Sample): Uint8Array | undefined {
  const link = /"bootstrap_url":"([^"]+)"/.exec(bytes(sample.reply_body_hex).toString())?.[1];
  return link === undefined
    ? undefined
    : Buffer.from(new URL(link).searchParams.get('p') ?? '', 'base64url').subarray(2);
}

test('a whole journey of the real client is answered as the real server answered it, byte for byte', async () => {
  let now = DateTime.of(0n);
  let token: Uint8Array | undefined;
  const testServer = new TestServer({
    clock: () => now,
    random: (length) => token ?? new Uint8Array(length),
    config: { spontaneous_organization_bootstrap: true },
  });
  expect(samples.length).toBeGreaterThan(40);
  for (const sample of samples) {
    now = instantOf(sample);
    token = tokenOf(sample);
    const { method, path: target, request_headers: headers, request_body_hex, step } = sample;
    const reply = await testServer.exchange({ method, target, headers, body: bytes(request_body_hex) });
    expect([step, reply.status]).toEqual([step, sample.status]);
    for (const name of ['content-type', 'api-version']) {
      expect(headerOf(reply, name) ?? '').toBe(headerIn(sample.reply_headers, name));
    }
    const body = Buffer.from(reply.body);
    if (headerIn(sample.reply_headers, 'content-type') !== 'application/json') {
      expect([step, body.toString('hex')]).toEqual([step, sample.reply_body_hex]);
    } else
      expect([step, JSON.parse(body.toString())]).toEqual([
        step,
        JSON.parse(bytes(sample.reply_body_hex).toString()),
      ]);
  }
});
