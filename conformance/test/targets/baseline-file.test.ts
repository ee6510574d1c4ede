import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ObservedCheck, readBaselineFile, updateBaseline } from '../../src/targets/baseline-file.ts';
import { parseTargetFile } from '../../src/targets/read-target-file.ts';

const source = `# A file with comments
name:   sample     # spaces stay
start:
  command: [run,  --dev]
# Each entry was shown by hand.
baseline:
  - check: a/one
    reason: >-
      A long reason that is folded
      in the file.
    owner: us
    expiry: 2099-01-01
    observed: "\`no_tos\`"   # an old sentence
  # about two
  - check: a/two
    reason: &why A race.
    owner: us
    expiry: 2099-01-01
    observed: &shared
      - HTTP 500
      - { status: late }
    sometimes: true

  - check: a/three
    reason: *why
    owner: us
    expiry: 2099-01-01
    observed: *shared
capabilities:
  mail: true
`;

const failed = (check: string, answer: ObservedCheck['answers'][number], sentence = ''): ObservedCheck => ({
  ...{ check, result: 'failed', answers: [answer], sentence },
});
const passed = (check: string): ObservedCheck => ({ check, result: 'passed', answers: [] });
const update = (...checks: readonly ObservedCheck[]) => updateBaseline(source, 'f', checks);

/** The lines of a text that the other one lacks. */
const without = (text: string, other: string): readonly string[] =>
  text.split('\n').filter((line) => !other.split('\n').includes(line));

describe('an updated baseline', () => {
  test('is unchanged if the run observed what it records, or nothing', () => {
    expect(update(failed('a/two', { status: 'late' })).text).toBe(source);
    expect(update().text).toBe(source);
  });

  test('names the answer instead of the sentence of an older file', () => {
    const { text, changed } = update(failed('a/one', { status: 'no_tos' }, '`no_tos`'));
    expect(changed).toEqual(['a/one']);
    expect(without(text, source)).toEqual(['    observed: { status: no_tos }   # an old sentence']);
    expect(without(source, text)).toEqual(['    observed: "`no_tos`"   # an old sentence']);
    const { text: shared } = update(failed('a/two', { http: 500 }, 'HTTP 500'));
    expect(without(shared, source)).toEqual(['      - { http: 500 }']);
  });

  test('has the answer in place of a sentence of several lines', () => {
    const folded = source.replace('"`no_tos`"   # an old sentence', '>-\n      a long\n      sentence');
    const { text } = updateBaseline(folded, 'f', [failed('a/one', { text: 'x\ny' }, 'a long sentence')]);
    expect(without(text, folded)).toEqual([String.raw`    observed: {"text":"x\ny"}`]);
    expect(readBaselineFile(text, 'f').baseline[0]?.observed).toEqual({ text: 'x\ny' });
  });

  test('has another answer, and a placeholder for the expiry, because the reason may be wrong', () => {
    const { text } = update(failed('a/one', { http: 404 }));
    expect(without(text, source)).toEqual([
      '    expiry: FILL IN YYYY-MM-DD',
      '    observed: { http: 404 }   # an old sentence',
    ]);
    expect(() => parseTargetFile(text, 'f')).toThrow(/entry of `a\/one` in `baseline` has no expiry yet/);
  });

  test('adds answers to a list of an entry that may also pass, and not to those that share it', () => {
    const { text } = update(failed('a/two', { http: 404 }));
    const { baseline } = readBaselineFile(text, 'f');
    expect(baseline[1]?.observed).toEqual(['HTTP 500', { status: 'late' }, { http: 404 }]);
  });

  test('lacks the entries that pass, except those that may; comments and order stay', () => {
    const { text, removed } = update(passed('a/one'), passed('a/two'));
    expect(removed).toEqual(['a/one']);
    expect(text.startsWith(source.slice(0, source.indexOf('  - check: a/one')))).toBe(true);
    expect(text).toContain('baseline:\n  # about two\n  - check: a/two\n');
    expect(source.endsWith(text.slice(text.indexOf('  # about two')))).toBe(true);
  });

  test('keeps what an anchor of a removed entry stood for', () => {
    const plain = source.replace('    sometimes: true\n', '');
    const { text } = updateBaseline(plain, 'f', [passed('a/two')]);
    const { baseline } = readBaselineFile(text, 'f');
    expect(baseline).toEqual(readBaselineFile(plain, 'f').baseline.filter(({ check }) => check !== 'a/two'));
  });

  test('has new entries with placeholders, which no run accepts until they are replaced', () => {
    const { text, added } = update(failed('b/new', { path: 'x.y', value: [1, '$id'] }), {
      ...failed('b/race', { event: { status: 'a: b' } }),
      result: 'sometimes',
    });
    expect(added).toEqual(['b/new', 'b/race']);
    expect(text.startsWith(source.slice(0, source.indexOf('capabilities:')))).toBe(true);
    expect(text.endsWith('capabilities:\n  mail: true\n')).toBe(true);
    expect(() => parseTargetFile(text, 'f')).toThrow(/`b\/new` .* has no reason, owner, expiry yet/);
    const filled = text.replaceAll('FILL IN YYYY-MM-DD', '2099-01-01').replaceAll(/FILL IN .*/g, 'x');
    expect(parseTargetFile(filled, 'f').baseline?.slice(3)).toEqual([
      { ...entry, check: 'b/new', observed: { path: 'x.y', value: [1, '$id'] } },
      { ...entry, check: 'b/race', observed: { event: { status: 'a: b' } }, sometimes: true },
    ]);
  });

  test.each([
    ['no list', 'name: n\n'],
    ['no end of line', 'name: n'],
    ['an empty list', 'name: n\nbaseline: []\n'],
    [
      'a list without indentation',
      'name: n\nbaseline:\n- { check: a, reason: r, owner: o, expiry: 2099-01-01, observed: x }\n',
    ],
    [
      'a list in brackets',
      'name: n\nbaseline: [{ check: a, reason: r, owner: o, expiry: 2099-01-01, observed: x }]\n',
    ],
  ])('has the new entry after %s', (_, text) => {
    const before = readBaselineFile(text, 'f').baseline;
    const after = readBaselineFile(updateBaseline(text, 'f', [failed('b/new', { http: 500 })]).text, 'f');
    expect(after.baseline.slice(0, -1)).toEqual(before);
    expect(after.baseline.at(-1)).toMatchObject({ check: 'b/new', observed: { http: 500 } });
  });

  test('is an empty list if every entry went, and its update is unchanged', () => {
    const text = source.replace('    sometimes: true\n', '');
    const all = ['a/one', 'a/two', 'a/three'].map(passed);
    const emptied = updateBaseline(text, 'f', all).text;
    expect(readBaselineFile(emptied, 'f').baseline).toEqual([]);
    expect(updateBaseline(emptied, 'f', all).text).toBe(emptied);
  });
});

const entry = { reason: 'x', owner: 'x', expiry: '2099-01-01' };

const folder = join(import.meta.dirname, '..', '..');

test.each(globSync('{targets,clients}/*.yaml', { cwd: folder }))(
  'each entry of %s names answers, and no sentence of a report',
  (path) => {
    const { baseline } = readBaselineFile(readFileSync(join(folder, path), 'utf8'), path);
    const sentences = baseline.filter(({ observed }) =>
      [observed].flat().some((one) => typeof one === 'string'),
    );
    expect(sentences.map(({ check }) => check)).toEqual([]);
  },
);
