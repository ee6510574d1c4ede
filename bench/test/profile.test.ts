import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const program = join(import.meta.dirname, '..', 'src', 'profile', 'main.ts');

/** How the command ends, what it says on stderr, and what it leaves among temporary files; `bin` is looked into for programs first. */
async function run(words: readonly string[], bin = '') {
  const temporary = mkdtempSync(join(tmpdir(), 'parsec-spec-bench-profile-'));
  onTestFinished(() => rmSync(temporary, { recursive: true }));
  const child = spawn(process.execPath, ['--conditions=parsec-spec:src', program, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, PATH: `${bin}:${process.env.PATH}` },
  });
  const [told, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  // Node keeps compiled programs there too.
  const left = readdirSync(temporary).filter((name) => name.startsWith('parsec-spec'));
  return { told, code: code as number | null, left };
}

test.each([
  [['cal'], 'one load of call, bootstrap, users, fanout, refused, not cal'],
  [['call', 'users'], 'not call users'],
  [['--second', '1'], '--second'],
  [['--seconds', 'soon'], '--seconds is a number from 1 on, not soon'],
])('wrong usage ends 2 and names what is wrong: %s', async (words, named) => {
  const { told, code, left } = await run(words);
  expect(code, told).toBe(2);
  expect(told).toContain(named);
  expect(told).toContain('npm run bench:profile -- [call|bootstrap|users|fanout|refused]');
  expect(left).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'a profile that fails says why in one line, and leaves nothing',
  async () => {
    const bin = mkdtempSync(join(tmpdir(), 'parsec-spec-bench-bin-'));
    onTestFinished(() => rmSync(bin, { recursive: true }));
    const taskset = join(bin, 'taskset');
    // The server starts, and what shall load it does not.
    writeFileSync(taskset, '#!/bin/sh\n[ "$2" = 0 ] || exit 1\nshift 2\nexec "$@"\n');
    chmodSync(taskset, 0o755);
    const { told, code, left } = await run(['call', '--seconds', '1'], bin);
    expect([code, told]).toEqual([70, 'profile: call, call: the load ended by itself\n']);
    expect(left).toEqual([]);
  },
);
