import { readFileSync } from 'node:fs';
import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { Uuid } from '@parsec-spec/spec/codec';
import { requirements } from '@parsec-spec/spec/requirements';
import { expect, test } from 'vitest';
import { derivedServers, type Sightings, whyEquivalent } from '../../self-test/derived-servers.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import type { MatrixRow } from '../../src/report/broken-servers.ts';
import { runChecks } from '../support/mutant.ts';

const sightings: Sightings = {
  replies: new Map([
    ['list_frozen_users ok', { status: 'ok', frozen_users: [Uuid.of(new Uint8Array(16))] }],
    ['invite_complete invitation_cancelled', { status: 'invitation_cancelled' }],
    ['invite_complete invitation_not_found', { status: 'invitation_not_found' }],
  ]),
  records: new Map([['user_frozen', { record: 'user_frozen', frozen: true }]]),
  events: new Map([['PINGED', {}]]),
};
const servers = derivedServers(sightings);

test('each reply, record and event is broken in each way', () => {
  expect(servers.map(({ name }) => name)).toEqual([
    'event PINGED: left out',
    'event PINGED: twice',
    'record user_frozen: applied at the next one',
    'record user_frozen: frozen altered',
    'record user_frozen: not applied',
    'reply invite_complete invitation_cancelled: invitation_not_found',
    'reply invite_complete invitation_not_found: invitation_cancelled',
    'reply list_frozen_users ok: frozen_users altered',
    'reply list_frozen_users ok: frozen_users doubled',
    'reply list_frozen_users ok: frozen_users left out',
    'reply list_frozen_users ok: frozen_users reversed',
    'reply list_frozen_users ok: frozen_users without its first',
    'reply list_frozen_users ok: frozen_users without its last',
  ]);
});

test('a derived server is broken until its end, and right again afterwards', async () => {
  const checks = (await loadChecks()).filter(({ id }) => id === 'list_frozen_users/lists-frozen');
  const outcome = async (name?: string) => {
    const server = servers.find((one) => one.name === name);
    const end = server?.begin?.();
    try {
      return (await runChecks(checks, server?.options ?? {})).map((event) => event.outcome);
    } finally {
      end?.();
    }
  };
  expect(await outcome('record user_frozen: not applied')).toEqual(['fail']);
  expect(await outcome('reply list_frozen_users ok: frozen_users left out')).toEqual(['fail']);
  expect(await outcome()).toEqual(['pass']);
});

test('a server that breaks no rule has a reason', () => {
  expect(whyEquivalent('record account_created: auth_method_mac_key altered')).toMatch(/reads an account/);
  expect(whyEquivalent('record user_frozen: not applied')).toBeUndefined();
});

test('matrix.json names a check of each rule that notices a server without the guard of a MUST', async () => {
  const text = readFileSync(new URL('../../matrix.json', import.meta.url), 'utf8');
  const rows = new Map((JSON.parse(text) as readonly MatrixRow[]).map((row) => [row.server, row]));
  const musts = new Set(requirements.filter(({ level }) => level === 'MUST').map(({ id }) => id));
  const all = await loadChecks();
  const unnoticed = guardedRequirements
    .filter((id) => musts.has(id))
    .filter((id) => {
      const row = rows.get(`${id} left out`);
      const naming = all.find((check) => check.id === row?.by)?.requirements ?? [];
      return row?.noticedBy !== 'own check' || !naming.includes(id);
    });
  expect(unnoticed, 'run `npm run matrix -- --only NAME`, and commit matrix.json').toEqual([]);
});
