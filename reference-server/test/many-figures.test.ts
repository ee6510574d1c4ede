import { DateTime } from '@parsec-spec/spec/codec';
import { expect, test } from 'vitest';
import { createServer } from '../src/core/index.ts';
import { MemoryJournal } from '../src/journal/index.ts';
import { listen } from '../src/node/index.ts';
import { send } from './http.ts';

const at = DateTime.ofMillis(1_700_000_000_000);

/** What a server with so many organizations tells of them. */
async function told(count: number, format: 'json' | 'csv') {
  const journal = new MemoryJournal();
  for (let number = 0; number < count; number++) {
    const figures = [
      { at, fresh: true, by: {} },
      { at, fresh: false, by: { admin_active: number } },
    ];
    await journal.append({ organization: `Org${number}`, version: 0, records: [], figures });
  }
  const server = createServer({ journal, config: { administration_token: 's3cr3t' } });
  const listening = await listen(server, { host: '127.0.0.1', port: 0 });
  const target = `/administration/stats?format=${format}`;
  const reply = await send(listening.url, {
    method: 'GET',
    target,
    headers: ['Authorization', 'Bearer s3cr3t'],
  });
  await listening.stop();
  await server.close();
  return { headers: reply.headers, status: reply.status, text: reply.body.toString() };
}

/** The organizations by name, as they must be told: each once, in order. */
const expected = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `Org${number}`).sort();

// 2,000 of them fit into one piece.
test.each([1_999, 2_000, 2_001, 4_000, 4_500])(
  'the figures of %i organizations are told whole, as JSON and as CSV',
  async (count) => {
    const json = await told(count, 'json');
    expect(json).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    const { stats } = JSON.parse(json.text) as { stats: { organization_id: string; users: number }[] };
    expect(stats.map(({ organization_id }) => organization_id)).toEqual(expected(count));
    expect(stats.every(({ organization_id, users }) => organization_id === `Org${users}`)).toBe(true);
    const csv = await told(count, 'csv');
    expect(csv).toMatchObject({ status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' } });
    const [header, ...lines] = csv.text.split('\r\n');
    expect(header).toMatch(/^organization_id,/);
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => line.split(',')[0])).toEqual(expected(count));
  },
);
