import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawFrom, isInSample } from './draw-sample.ts';

const ids = ['access/first', 'access/second', 'access/third', 'access/fourth'];
let root: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function commit(): void {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=test', '-c', 'user.email=test@parsec.test', 'commit', '-qm', 'change');
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parsec-spec-sample-'));
  write('package.json', '{"version": "1.2.3"}');
  write('spec/requirements.json', JSON.stringify(ids.map((id) => ({ id }))));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('the sample contains the requirements of the last commit, of edits and of new files', () => {
  write('first.ts', "'access/first'");
  write('second.ts', '');
  commit();
  expect(drawFrom(root, 'sample').changed).toEqual([]);
  write('second.ts', "'access/second'");
  commit();
  write('first.ts', "'access/first', 'access/third', 'access/unknown'");
  write('spec/generated/list.ts', "'access/fourth'");
  write('new/README.md', 'access/fourth');
  const draw = drawFrom(root, 'sample');
  expect(draw.changed.toSorted()).toEqual(['access/first', 'access/second', 'access/third']);
  expect(draw.changed.every((id) => isInSample(draw, id))).toBe(true);
  write('new.ts', "'access/fourth'");
  expect(drawFrom(root, 'sample').changed).toContain('access/fourth');
});

test('the seed is HEAD, the version without git, or the one that is given', () => {
  expect(drawFrom(root, 'sample').seed).toBe('1.2.3');
  commit();
  expect(drawFrom(root, 'sample').seed).toMatch(/^[0-9a-f]{40}$/);
  expect(drawFrom(root, 'sample', 'mine').seed).toBe('mine');
});

test('the sample is about a twentieth, the same for the same seed and another for another', () => {
  const keys = Array.from({ length: 2000 }, (_, index) => `access/rule-${index}`);
  const sampleOf = (seed: string) =>
    keys.filter((key) => isInSample({ part: 'sample', seed, changed: [] }, key));
  const sample = sampleOf('one');
  expect(sample.length).toBeGreaterThan(60);
  expect(sample.length).toBeLessThan(140);
  expect(sampleOf('one')).toEqual(sample);
  expect(sampleOf('two')).not.toEqual(sample);
});
