import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { steadyPort } from '@parsec-spec/conformance/targets';
import { expect, test } from 'vitest';
import own from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');
const launcher = join(root, 'launch.mjs');

/** The output of a program, and how it ended. */
async function run(
  program: string,
  ...words: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, { cwd: root });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}/`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Waits up to ten seconds until `port` answers, or no longer answers. */
async function until(port: number, wanted: boolean): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await answers(port)) === wanted) return true;
    await sleep(50);
  }
  return false;
}

test('compiled code is stored only in a folder that no other user can write to', async () => {
  const home = await mkdtemp(join(tmpdir(), 'parsec-spec-cache-'));
  const binary = join(root, 'cli', 'bin', 'parsec-spec.mjs');
  const version = async (cache: string) => {
    const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home, XDG_CACHE_HOME: cache };
    await promisify(execFile)(process.execPath, [binary, 'list', '--output', 'json'], {
      env,
      maxBuffer: 1 << 26,
    });
    return (await readdir(join(cache, 'parsec-spec')).catch(() => [])).length;
  };
  try {
    expect(await version(join(home, 'own'))).toBeGreaterThan(0);
    for (const mode of [0o777, 0o770]) {
      const cache = join(home, `open-${mode}`);
      await mkdir(join(cache, 'parsec-spec'), { recursive: true });
      await chmod(join(cache, 'parsec-spec'), mode);
      expect(await version(cache)).toBe(0);
    }
    expect(await readdir(home)).not.toContain('node-compile-cache');
    // A user id without an account has no home folder. A path that is not absolute is ignored
    // (XDG).
    for (const XDG_CACHE_HOME of ['', 'relative'])
      await promisify(execFile)(process.execPath, [binary, '--version'], {
        cwd: home,
        env: { PATH: process.env.PATH, HOME: '', XDG_CACHE_HOME },
      });
    expect((await readdir(home)).sort()).toEqual([`open-${0o770}`, `open-${0o777}`, 'own']);
  } finally {
    await rm(home, { recursive: true });
  }
});

test('the launcher runs a command on the pinned Node with the condition for sources, and ends like it', async () => {
  const said = await run(
    process.execPath,
    launcher,
    'node',
    '-p',
    'process.version + process.env.NODE_OPTIONS',
  );
  expect(said.code).toBe(0);
  expect(said.stdout.startsWith(process.version)).toBe(true);
  expect(said.stdout).toContain('--conditions=parsec-spec:src');
  expect(await run(process.execPath, launcher, 'node', '-e', 'process.exit(7)')).toMatchObject({ code: 7 });
  expect(await run(process.execPath, launcher, 'node', '-e', 'process.kill(process.pid)')).toMatchObject({
    code: 143,
  });
  expect(await run(process.execPath, launcher)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('usage'),
  });
  expect(await run(process.execPath, launcher, 'no-such-command')).toMatchObject({ code: 127 });
});

test('the binary on an older Node hands over to the launcher of a checkout, and is refused elsewhere', async () => {
  const older =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.0.0"}})';
  const bin = join(root, 'cli', 'bin');
  const runs = (binary: string) => run(process.execPath, '--import', older, binary, '--version');
  expect(await runs(join(bin, 'parsec-spec.mjs'))).toMatchObject({ code: 0, stdout: `${own.version}\n` });
  const elsewhere = await mkdtemp(join(tmpdir(), 'parsec-spec-bin-'));
  try {
    const installed = join(elsewhere, 'node_modules', 'parsec-spec', 'bin');
    await cp(bin, installed, { recursive: true });
    expect(await runs(join(installed, 'parsec-spec.mjs'))).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('needs Node 24 or newer'),
    });
  } finally {
    await rm(elsewhere, { recursive: true });
  }
});

test('npx runs the binary of the tree, which prints its version', async () => {
  expect(await run('npx', '--no', '--', 'parsec-spec', '--version')).toMatchObject({
    code: 0,
    stdout: `${own.version}\n`,
  });
});

test('a run ends if one target cannot be opened, although the other is open', async () => {
  const binary = join(root, 'cli', 'bin', 'parsec-spec.mjs');
  const ended = await run(process.execPath, binary, 'validate', 'memory:reference', 'client:other');
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('client:other') });
});

test('SIGTERM to npx stops the server cleanly, and both end with 0', async () => {
  const port = await steadyPort();
  const npx = spawn('npx', ['--no', 'parsec-spec', 'serve', '--dev', '--port', String(port)], {
    cwd: root,
    stdio: 'ignore',
  });
  expect(await until(port, true)).toBe(true);
  npx.kill('SIGTERM');
  const [code, signal] = (await once(npx, 'exit')) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(await until(port, false)).toBe(true);
});

test('a shell between npx and the server that the signal kills leaves no server behind', async () => {
  const port = await steadyPort();
  const npx = spawn('npx', ['--no', 'parsec-spec', 'serve', '--dev', '--port', String(port)], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, npm_config_script_shell: 'sh' },
  });
  expect(await until(port, true)).toBe(true);
  npx.kill('SIGTERM');
  await once(npx, 'exit');
  expect(await until(port, false)).toBe(true);
});
