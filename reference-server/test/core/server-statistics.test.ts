import { DateTime } from '@parsec-spec/spec/codec';
import { expect, test } from 'vitest';
import { readableBytes } from '../../src/core/call.ts';
import { createServer } from '../../src/core/create-server.ts';
import { listen } from '../../src/http/node/listen.ts';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';
import { send } from '../support/http.ts';

const at = DateTime.ofMillis(1_700_000_000_000);

/** The statistics of a server with this number of organizations. */
async function statistics(count: number, format: 'json' | 'csv') {
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
    headers: [['Authorization', 'Bearer s3cr3t']],
  });
  await listening.stop();
  await server.close();
  return { headers: reply.headers, status: reply.status, text: reply.body.toString() };
}

/** The organizations by name, each once and in order. */
const expected = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `Org${number}`).sort();

// They are counted 64 at a time; from some 2,000 on the answer is a stream.
test.each([0, 1, 63, 64, 65, 128, 2_047, 2_048, 2_049, 4_500])(
  'the figures of %i organizations are complete, as JSON and as CSV',
  async (count) => {
    const json = await statistics(count, 'json');
    expect(json).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    const { stats } = JSON.parse(json.text) as { stats: { organization_id: string; users: number }[] };
    expect(stats.map(({ organization_id }) => organization_id)).toEqual(expected(count));
    expect(stats.every(({ organization_id, users }) => organization_id === `Org${users}`)).toBe(true);
    const csv = await statistics(count, 'csv');
    expect(csv).toMatchObject({ status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' } });
    const [header, ...lines] = csv.text.split('\r\n');
    expect(header).toMatch(/^organization_id,/);
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => line.split(',')[0])).toEqual(expected(count));
  },
);

test('other requests wait for at most 64 counted organizations, however many statistics are requested', async () => {
  const turns: number[] = [];
  let turn = 0;
  class Watched extends MemoryJournal {
    override async figures(...asked: Parameters<MemoryJournal['figures']>) {
      const figures = await super.figures(...asked);
      expect(figures.length).toBeLessThanOrEqual(64);
      turns.push(turn);
      return figures;
    }
  }
  const journal = new Watched();
  for (let number = 0; number < 500; number++)
    await journal.append({
      organization: `Org${number}`,
      version: 0,
      records: [],
      figures: [{ at, fresh: true, by: {} }],
    });
  const server = createServer({ journal, config: { administration_token: 's3cr3t' } });
  let isOver = false;
  const others = (): void => {
    turn += 1;
    if (!isOver) setImmediate(others);
  };
  others();
  const ask = () =>
    server.handle({
      method: 'GET',
      target: '/administration/stats?format=json',
      headers: [['Authorization', 'Bearer s3cr3t']],
      body: readableBytes(new Uint8Array()),
      peer: '',
      secure: false,
    });
  const replies = await Promise.all([ask(), ask(), ask()]);
  isOver = true;
  for (const { status, body } of replies) {
    expect(status).toBe(200);
    expect(JSON.parse(String(body)).stats).toHaveLength(500);
  }
  // Eight pieces each, and no two in one turn of the event loop.
  expect(turns).toHaveLength(24);
  expect(new Set(turns).size).toBe(24);
  await server.close();
});
