import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFolder } from '../../src/vectors/check-folder.ts';
import { freshFixtures } from '../../src/vectors/fresh-fixtures.ts';
import { writeFolder } from '../../src/vectors/write-folder.ts';
import { loadSamples } from '../../src/vocabulary/samples/load-samples.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(join(root, 'fixtures', `${name}.schema.json`), 'utf8')) as object;
const schemas = { vector: schemaOf('vector'), journey: schemaOf('journey') };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-fixtures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const one = await freshFixtures('1');

describe('the generated cast of a seed', () => {
  it('is identical, byte for byte, when generated again', async () => {
    const again = await freshFixtures('1');
    expect([...again.files.keys()]).toEqual([...one.files.keys()]);
    for (const [path, bytes] of one.files) {
      expect(Buffer.from(again.files.get(path) ?? []).equals(bytes), path).toBe(true);
    }
  });

  it('differs in every key, certificate, request, link and device file for another seed', async () => {
    const two = await freshFixtures('2');
    // The server address does not depend on the seed, nor do messages without key, identifier, time and address.
    const isAlike = (path: string, bytes: Uint8Array) =>
      path.startsWith('urls/server') ||
      (path.startsWith('messages/') && !/\$bin|\$uuid|\$datetime|@/.test(Buffer.from(bytes).toString()));
    for (const [path, bytes] of one.files) {
      const other = two.files.get(path);
      if (isAlike(path, bytes)) expect(Buffer.from(other ?? []).equals(bytes), path).toBe(true);
      else expect(other === undefined || !Buffer.from(other).equals(bytes), path).toBe(true);
    }
    expect(two.organization).not.toBe(one.organization);
  });

  it('is complete: keys, every type of certificate, every command, links, a file for each device', async () => {
    expect([...one.files.keys()].filter((path) => path.startsWith('certificates/'))).toHaveLength(5);
    const commands = (await loadSamples()).filter(({ messages }) => messages !== undefined);
    expect([...one.files.keys()].filter((path) => path.startsWith('messages/')).sort()).toEqual(
      ['ping', ...commands.map(({ command }) => command)].map((name) => `messages/${name}.json`).sort(),
    );
    expect([...one.files.keys()].filter((path) => path.startsWith('urls/'))).toHaveLength(4);
    expect([...one.files.keys()].filter((path) => /^devices\/[0-9a-f]{32}\.keys$/.test(path))).toHaveLength(
      7,
    );
    expect([...one.files.keys()].filter((path) => path.startsWith('payloads/'))).toHaveLength(4);
    expect([...one.files.keys()]).toContain('journeys/greeting.json');
  });

  it('holds a realistic organization: each profile, second devices, a revoked user, open invitations', () => {
    const text = (path: string): string => Buffer.from(one.files.get(path) ?? []).toString();
    const readme = text('README.md');
    for (const word of ['ADMIN', 'STANDARD', 'OUTSIDER', 'Erik', 'alice-workstation', 'erik-phone'])
      expect(readme).toContain(word);
    const list = JSON.parse(text('messages/invite_list.json')) as {
      vectors: {
        id: string;
        value: { invitations: { type: string; status: string; token: { $bin: string } }[] };
      }[];
    };
    const [first] = list.vectors.filter(({ id }) => id === 'rep-for-alice');
    expect(first?.value.invitations.map(({ type, status }) => [type, status])).toEqual([
      ['USER', 'PENDING'],
      ['DEVICE', 'PENDING'],
    ]);
    for (const { token } of first?.value.invitations ?? []) {
      expect(readme).toContain(token.$bin);
      expect(text('urls/invitation.json')).toContain(token.$bin);
    }
    expect(JSON.parse(text('certificates/revoked_user_certificate.json')).vectors[0].id).toBe(
      'bob-is-revoked',
    );
  });
});

describe('a folder of vectors', () => {
  it('is written completely, and passes its own check', async () => {
    const path = join(folder, 'deep', 'down', 'cast');
    expect(await writeFolder(path, one.files)).toEqual({ ok: true, folder: path });
    expect(await readdir(join(folder, 'deep', 'down'))).toEqual(['cast']);
    const report = await checkFolder(path, schemas);
    expect(report.faults).toEqual([]);
    expect(report.files).toBe([...one.files.keys()].filter((name) => /\/.*\.json$/.test(name)).length);
    expect(report.valid).toBeGreaterThan(50);
  });

  it('overwrites nothing, and may fill an empty folder', async () => {
    const [path, few] = [join(folder, 'taken'), new Map([['a', Buffer.from('new')]])];
    await mkdir(path);
    expect(await writeFolder(path, few)).toMatchObject({ ok: true });
    await writeFile(join(path, 'a'), 'old');
    expect(await writeFolder(path, few)).toEqual({ ok: false, reason: 'not-empty' });
    expect(await writeFolder(join(path, 'a'), few)).toEqual({ ok: false, reason: 'no-folder' });
    expect(await readFile(join(path, 'a'), 'utf8')).toBe('old');
  });

  it('leaves nothing behind when the write fails', async () => {
    const path = join(folder, 'half');
    await mkdir(path);
    const impossible = new Map([
      ['whole/a.json', Buffer.from('{}')],
      ['whole/a.json/b.json', Buffer.from('{}')],
    ]);
    await expect(writeFolder(join(path, 'cast'), impossible)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readdir(path)).toEqual([]);
  });
});

describe('the check names what is wrong', () => {
  const changed = async (path: string, change: (text: string) => string) => {
    const copy = await mkdtemp(join(folder, 'wrong-'));
    const text = Buffer.from(one.files.get(path) ?? []).toString();
    await mkdir(join(copy, path, '..'), { recursive: true });
    await writeFile(join(copy, path), change(text));
    return (await checkFolder(copy, schemas)).faults;
  };

  it('accepts the same file unchanged', async () => {
    expect(await changed('certificates/user_certificate.json', (text) => text)).toEqual([]);
  });

  it.each([
    [
      'a signature',
      'certificates/user_certificate.json',
      /"input": "..../,
      '"input": "0000',
      'alice',
      /refused/,
    ],
    [
      'a value',
      'certificates/user_certificate.json',
      /"profile": "ADMIN"/,
      '"profile": "OUTSIDER"',
      'alice',
      /read as/,
    ],
    [
      'a verdict',
      'urls/server.json',
      /"result": "valid"/,
      '"result": "acceptable"',
      'server',
      /just what is written/,
    ],
    ['a duplicate id', 'urls/server.json', /"id": "path"/, '"id": "server"', 'server', /twice/],
    ['an unknown key', 'urls/server.json', /"version"/, '"wersion"', undefined, /vector\.schema\.json/],
    ['broken JSON', 'urls/server.json', /\{/, '', undefined, /not JSON/],
  ])('%s', async (_name, path, right, wrong, vector, message) => {
    const problems = await changed(path, (text) => text.replace(right, wrong));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: path, ...(vector === undefined ? {} : { vector }) });
    expect(problems[0]?.message).toMatch(message);
  });

  it('a device file without a vector', async () => {
    const path = [...one.files.keys()].find((name) => name.endsWith('.keys')) ?? '';
    const problems = await changed(path, (text) => text);
    expect(problems).toEqual([{ file: path, message: 'it is the input of no vector in device-files/' }]);
  });
});
