import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRequirements } from '../../src/requirements/parse-requirements.ts';

interface SourceRow {
  readonly row: string;
  readonly section: string;
  readonly level: string;
  readonly underTest: string;
}

const root = join(import.meta.dirname, '..', '..');
const rowsOf = (file: string): readonly SourceRow[] =>
  JSON.parse(readFileSync(join(root, 'requirement-sets', file), 'utf8'));
/** The rows of the catalogue that this specification was made from. */
const sourceRows = rowsOf('source-rows.json');
/** The rows that this project added, in the same form, in sections of their own. */
const ownRows = rowsOf('own-rows.json');
const allRows = [...sourceRows, ...ownRows];

// Lines whose level differs from that of their row, each because the row itself has two rules.
const exceptions: Readonly<Record<string, string>> = {
  'transport/content-type-may-be-exact': 'the row allows an exact comparison',
  'encoding/unknown-key-ignored-without-fields': 'the row only reports commands without fields',
  'client-transport/names-itself': 'the row says SHOULD of the user agent',
  'administration/token-before-body': 'the row prefers the token to be looked at first',
  'invite_new_user/mail-reply-to': 'the row says SHOULD of replies',
  'user_create/outsider-setting-client': 'the row says SHOULD of clients',
  'user_revoke/an-admin-remains': 'the row says SHOULD of two who strike at once',
  'list_frozen_users/revoked-may-stay': 'the row says MAY of revoked users',
  'keys/device-key-is-a-point': 'the row says SHOULD of device keys',
  'client-keys/argon2id-strength': 'the row says SHOULD of the parameters',
};

const homes = [
  'protocol/*.md',
  'types/README.md',
  'certificates/*/README.md',
  'administration/*/README.md',
  'commands/**/README.md',
]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .map((file) => ({
    file,
    home: basename(file) === 'README.md' ? basename(dirname(file)) : basename(file, '.md'),
  }));
const lines = homes.flatMap(({ file, home }) =>
  parseRequirements(readFileSync(join(root, file), 'utf8'), home, file),
);
const byRow = Map.groupBy(lines, ({ row }) => row);

describe('the specification covers the catalogue of 350 rows and our own rows', () => {
  test('the source list holds 350 different rows', () => {
    expect(new Set(sourceRows.map(({ row }) => row)).size).toBe(350);
    expect(sourceRows).toHaveLength(350);
  });

  test('our own rows are in sections of their own', () => {
    expect(new Set(ownRows.map(({ row }) => row)).size).toBe(ownRows.length);
    expect(ownRows.filter(({ row, section }) => !row.startsWith(`${section}-`))).toEqual([]);
    expect(ownRows.length).toBeGreaterThanOrEqual(15);
    const catalogued = new Set(sourceRows.map(({ section }) => section));
    expect(ownRows.filter(({ section }) => catalogued.has(section))).toEqual([]);
  });

  test('every row has a line', () => {
    expect(allRows.filter(({ row }) => !byRow.has(row)).map(({ row }) => row)).toEqual([]);
  });

  test('every line names a known row', () => {
    const known = new Set(allRows.map(({ row }) => row));
    expect(
      lines.filter(({ row }) => !known.has(row)).map(({ id, row }) => `${id} ${row}`),
      'name a known row, or add the row to spec/requirement-sets/own-rows.json',
    ).toEqual([]);
    expect(lines.length).toBeGreaterThan(350);
  });

  test('every line keeps the section and the level of its row', () => {
    const wrong = allRows.flatMap((source) =>
      (byRow.get(source.row) ?? [])
        .filter(({ id }) => exceptions[id] === undefined)
        .filter(({ section, level }) => section !== source.section || level !== source.level)
        .map(({ id }) => `${id} is not ${source.level} of ${source.section}`),
    );
    expect(wrong).toEqual([]);
  });

  // A row for both parties may have one line for both, or lines for each.
  test('the lines of a row together oblige exactly its party', () => {
    const parties = (underTest: string) => (underTest === 'both' ? ['client', 'server'] : [underTest]);
    const wrong = allRows.flatMap(({ row, underTest }) => {
      const lines = byRow.get(row) ?? [];
      const told = [...new Set(lines.flatMap((line) => parties(line.underTest)))].sort().join();
      return told === parties(underTest).join()
        ? []
        : [`${row} obliges ${underTest}, its lines ${told}: ${lines.map(({ id }) => id).join(', ')}`];
    });
    expect(wrong).toEqual([]);
  });

  test('an exception is a real one', () => {
    const source = new Map(allRows.map((row) => [row.row, row]));
    const idle = Object.keys(exceptions).filter((id) => {
      const line = lines.find((candidate) => candidate.id === id);
      return line === undefined || line.level === source.get(line.row)?.level;
    });
    expect(idle).toEqual([]);
  });

  test('ids are unique over all homes, and homes over all folders', () => {
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
    expect(new Set(homes.map(({ home }) => home)).size).toBe(homes.length);
  });

  test('every id begins with its folder or chapter', () => {
    const known = new Set(homes.map(({ home }) => home));
    expect(lines.filter(({ id }) => !known.has(id.split('/')[0] ?? '')).map(({ id }) => id)).toEqual([]);
  });

  test('every successor is a line', () => {
    const ids = new Set(lines.map(({ id }) => id));
    const dangling = lines.filter(({ supersededBy }) => supersededBy !== undefined && !ids.has(supersededBy));
    expect(dangling.map(({ id }) => id)).toEqual([]);
  });
});
