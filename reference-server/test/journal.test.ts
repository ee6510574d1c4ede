import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DateTime } from '@parsec-spec/spec/codec';
import { figuresChange, type OrganizationRecord } from '@parsec-spec/spec/state';
import { afterAll, describe, expect, test } from 'vitest';
import { type Journal, MemoryJournal, openJournal, SqliteJournal } from '../src/journal/index.ts';
import { found } from './founding.ts';
import { certificateGet, House, jsonOf, organizationInfo, outcomeOf } from './house.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${files++}.sqlite`);

const at = DateTime.ofMillis(1_700_000_000_000);
const created = (when = at): OrganizationRecord => ({
  record: 'organization_created',
  at: when,
  bootstrap_token: new Uint8Array(16),
  settings: {
    is_expired: false,
    user_profile_outsider_allowed: true,
    active_users_limit: 2n ** 64n - 1n,
    realm_minimum_archiving_period_before_deletion: 0,
    tos: { per_locale_urls: { en: 'https://x.test', __proto__x: 'y' }, updated_on: when },
  },
});
const frozen: OrganizationRecord = { record: 'organization_updated', at, is_expired: true };
const entry = (organization: string, version: number, ...records: OrganizationRecord[]) => ({
  organization,
  version,
  records,
  figures: records.map(figuresChange).filter((change) => change !== undefined),
  events: [],
});

describe.each<[string, () => Journal]>([
  ['in memory', () => new MemoryJournal()],
  ['in SQLite', () => new SqliteJournal(newFile())],
])('a journal %s', (_, open) => {
  test('gives back what was appended, from any version on, and nothing of others', async () => {
    const journal = open();
    expect(await journal.append(entry('A', 0, created(), frozen))).toBe('appended');
    expect(await journal.append(entry('B', 0, created()))).toBe('appended');
    expect(await journal.read('A', 0)).toEqual([created(), frozen]);
    expect(await journal.read('A', 1)).toEqual([frozen]);
    expect(await journal.read('C', 0)).toEqual([]);
    await journal.close();
  });

  test('of two appends at one version the second is told of the conflict, and leaves nothing', async () => {
    const journal = open();
    const outcomes = await Promise.all([
      journal.append(entry('A', 0, created())),
      journal.append(entry('A', 0, created(), frozen)),
    ]);
    expect(outcomes).toEqual(['appended', 'conflict']);
    expect(await journal.read('A', 0)).toEqual([created()]);
    expect(await journal.append(entry('A', 1, frozen))).toBe('appended');
    await journal.close();
  });

  test('sums the figures by organization, in the order of code points, of an instant too', async () => {
    const journal = open();
    for (const name of ['b', '\u{1f600}', '\uff5a', 'a']) await journal.append(entry(name, 0, created()));
    await journal.append(entry('late', 0, created(at.plus(10n))));
    const names = async (when?: DateTime) =>
      (await journal.figures(when)).map(({ organization_id }) => organization_id);
    expect(await names()).toEqual(['a', 'b', 'late', '\uff5a', '\u{1f600}']);
    expect(await names(at)).toEqual(['a', 'b', '\uff5a', '\u{1f600}']);
    expect(await names(at.plus(-1n))).toEqual([]);
    await journal.close();
  });
});

describe('a restart', () => {
  test('is a replay: everything is as it was, and goes on', async () => {
    const file = newFile();
    const before = new House({ journal: openJournal(`sqlite:${file}`) });
    const { id, founding } = await before.founded({ active_users_limit: 3, tos: { en: 'https://x.test' } });
    const { id: bare, token } = await before.organization();
    const terms = jsonOf(await before.administer('GET', `/organizations/${id}`)) as {
      tos: { updated_on: string };
    };
    const accept = { cmd: 'tos_accept', tos_updated_on: DateTime.parse(terms.tos.updated_on) ?? at };
    expect(outcomeOf(await before.authenticated(id, founding, accept, '/tos'))).toBe('ok');
    const seen = async (house: House) => [
      (await house.authenticated(id, founding, certificateGet)).body,
      jsonOf(await house.administer('GET', `/organizations/${id}`)),
      jsonOf(await house.administer('GET', `/organizations/${id}/users`)),
      jsonOf(await house.administer('GET', '/stats')),
    ];
    const expected = await seen(before);
    await before.server.close();

    const after = new House({ journal: openJournal(`sqlite:${file}`) });
    expect(await seen(after)).toEqual(expected);
    expect(outcomeOf(await after.authenticated(id, founding, organizationInfo))).toBe('ok');
    expect(outcomeOf(await after.bootstrap(bare, found(token)))).toBe('ok');
    await after.server.close();
  });

  test('organizations that do not fit in memory are read again, unchanged', async () => {
    const house = new House({ journal: new SqliteJournal(newFile()), cached: { states: 2, records: 100 } });
    const all = [];
    for (let index = 0; index < 10; index++) all.push(await house.founded());
    for (const { id, founding } of [...all, ...all.reverse()]) {
      expect(outcomeOf(await house.authenticated(id, founding, organizationInfo))).toBe('ok');
    }
    const many = all.flatMap(({ id, founding }) =>
      [0, 1, 2].map(() => house.authenticated(id, founding, organizationInfo)),
    );
    expect(new Set((await Promise.all(many)).map(outcomeOf))).toEqual(new Set(['ok']));
    await house.server.close();
  });
});

describe('a file that cannot be used', () => {
  const refusal = (db: string) => {
    try {
      openJournal(db);
    } catch (fault) {
      return fault as { code: string; message: string; hint: string };
    }
    throw new Error('it was opened');
  };

  test('is refused while another process has it, and free once that one was killed', async () => {
    const file = newFile();
    const source = `import { openJournal } from '@parsec-spec/reference-server/journal'; openJournal(${JSON.stringify(`sqlite:${file}`)}); process.send('open'); setInterval(() => {}, 1000);`;
    const script = join(import.meta.dirname, '..', '.vitest', `hold-${process.pid}.ts`);
    mkdirSync(dirname(script), { recursive: true });
    writeFileSync(script, source);
    const child = fork(script, { execArgv: ['--conditions=parsec-spec:src'] });
    try {
      await new Promise((resolve) => child.once('message', resolve));
      expect(refusal(`sqlite:${file}`)).toMatchObject({
        code: 'locked',
        message: expect.stringContaining('in use by another server'),
      });
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      await openJournal(`sqlite:${file}`).close();
    } finally {
      child.kill('SIGKILL');
      rmSync(script);
    }
  });

  test('of another program, of a newer version, or none at all is refused in words', () => {
    const text = newFile();
    writeFileSync(text, 'not a database, but long enough to be taken for one'.repeat(100));
    expect(refusal(`sqlite:${text}`)).toMatchObject({ code: 'foreign' });
    const foreign = newFile();
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE notes (text TEXT)');
    database.close();
    expect(refusal(`sqlite:${foreign}`)).toMatchObject({
      code: 'foreign',
      hint: expect.stringContaining('--db'),
    });
    const newer = newFile();
    new SqliteJournal(newer).close();
    const changed = new DatabaseSync(newer);
    changed.exec('PRAGMA user_version = 999');
    changed.close();
    expect(refusal(`sqlite:${newer}`)).toMatchObject({
      code: 'newer',
      message: expect.stringContaining('999'),
    });
    expect(refusal(`sqlite:${join(folder, 'missing', 'file')}`)).toMatchObject({ code: 'unusable' });
  });

  test('PostgreSQL and what is no database are refused without repeating a password', () => {
    expect(refusal('postgresql://me:hunter2@host/db')).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('PostgreSQL'),
    });
    expect(
      JSON.stringify([
        refusal('postgresql://me:hunter2@host/db').message,
        refusal('mysql://me:hunter2@host/db').message,
      ]),
    ).not.toContain('hunter2');
  });

  test('memory is spelt in two ways', () => {
    expect([openJournal('memory:').name, openJournal('MOCKED').name]).toEqual(['memory:', 'memory:']);
  });
});
