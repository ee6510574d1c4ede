import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

it('a process killed while it saves leaves the old file or the new one, never a partial one', async () => {
  const path = join(home, 'x.keys');
  const saver = new URL('../support/save-forever.ts', import.meta.url).pathname;
  for (const patience of [1, 3, 7, 12, 20]) {
    const child = spawn(process.execPath, ['--conditions=parsec-spec:src', saver, path]);
    await once(child.stdout, 'data');
    await sleep(patience);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const content = await readFile(path, 'utf8');
    expect(['A'.repeat(900), 'B'.repeat(900)]).toContain(content);
    // Its temporary files do not have the name of a device file.
    expect((await readdir(home)).filter((name) => extname(name) === '.keys')).toEqual(['x.keys']);
  }
});
