import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@parsec-spec/reference-server/core';
import { inProcess } from '@parsec-spec/reference-server/in-process';
import { DateTime } from '@parsec-spec/spec/codec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkJourneys } from '../../src/vectors/journey/check-journeys.ts';
import { type GreetingJourney, greetingJourney } from '../../src/vectors/journey/greeting-journey.ts';
import { apiVersion } from '../../src/wire/api-version.ts';
import { decode } from '../../src/wire/decode.ts';

const root = join(import.meta.dirname, '..', '..', '..', 'fixtures');
const schema = JSON.parse(readFileSync(join(root, 'journey.schema.json'), 'utf8')) as object;
const committed = JSON.parse(
  readFileSync(join(root, 'journeys', 'greeting.json'), 'utf8'),
) as GreetingJourney;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-journeys-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The verdict of the check on the greeting with a change in its text. */
async function changed(change: (text: string) => string): Promise<readonly string[]> {
  const copy = await mkdtemp(join(folder, 'copy-'));
  await mkdir(join(copy, 'journeys'));
  await cp(join(root, 'journeys', 'greeting.json'), join(copy, 'journeys', 'greeting.json'));
  const path = join(copy, 'journeys', 'greeting.json');
  await writeFile(path, change(await readFile(path, 'utf8')));
  const { files, problems } = await checkJourneys(copy, schema);
  expect(files).toBe(1);
  return problems.map(({ message }) => message);
}

describe('the greeting of the fixtures', () => {
  it('obeys its schema, and derives byte for byte from its seed', async () => {
    expect(await changed((text) => text)).toEqual([]);
  });

  it('any change is detected', async () => {
    const [claimer = ''] = Object.entries(committed.random).flatMap(([name, hex]) =>
      name === 'claimer nonce' ? [hex] : [],
    );
    expect(
      await changed((text) =>
        text.replace(
          claimer,
          claimer.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
        ),
      ),
    ).toEqual(['its random does not follow from its seed']);
    expect(
      await changed((text) => text.replace('"email_sent": "SUCCESS"', '"email_sent": "success"')),
    ).toEqual(['line 1 does not follow from its seed']);
    expect(await changed((text) => text.replace(committed.seed, '0'.repeat(64)))).toEqual([
      'its random does not follow from its seed',
    ]);
    expect((await changed((text) => text.replace('"actor": "claimer"', '"actor": "server"')))[0]).toMatch(
      /violates journey\.schema\.json/,
    );
    expect(await changed((text) => text.slice(1))).toEqual(['it is not JSON']);
  });

  it('another seed gives another valid greeting', async () => {
    const other = await greetingJourney(new Uint8Array(32).fill(7));
    expect(other.lines.length).toBe(committed.lines.length);
    expect(JSON.stringify(other.lines)).not.toBe(JSON.stringify(committed.lines));
  });
});

it('the reference server, with fixed randomness and clock, answers every line as in the fixture', async () => {
  // Values that the server generates, by command. All other bytes must match.
  const made: Record<string, string> = {
    invite_new_user: 'invitation token',
    invite_claimer_start_greeting_attempt: 'greeting attempt',
  };
  let chance: string | undefined;
  let now = DateTime.parse('2026-01-01T00:00:00Z');
  const server = createServer({
    config: { spontaneous_organization_bootstrap: true },
    clock: () => now ?? expect.unreachable(),
    random: (length) => {
      const bytes =
        length === 16 && chance
          ? Buffer.from(committed.random[chance] ?? '', 'hex')
          : Buffer.alloc(length, 9);
      if (length === 16) chance = undefined;
      return Uint8Array.from(bytes);
    },
  });
  const hold = inProcess(server);
  let lines = 0;
  for (const line of committed.lines) {
    if (!('request' in line)) continue;
    now = DateTime.parse(line.at);
    const cmd = (line.request.value as { cmd: string }).cmd;
    chance = made[cmd];
    const headers: [string, string][] = [
      ['Api-Version', apiVersion],
      ['Content-Type', 'application/msgpack'],
      ...(line.authorization === null
        ? []
        : ([['Authorization', `Bearer ${line.authorization}`]] as [string, string][])),
    ];
    const body = Buffer.from(line.request.bytes, 'hex');
    const reply = await hold({ method: 'POST', target: `/${line.family}/CoolOrg`, headers, body });
    // Keys inside a reply may be in another order.
    const said = [cmd, reply.status, decode(reply.body)];
    expect(said).toEqual([cmd, 200, decode(Uint8Array.from(Buffer.from(line.reply.bytes, 'hex')))]);
    lines++;
  }
  expect(lines).toBe(5 + 9 * 3 + 2);
  await server.close();
});
