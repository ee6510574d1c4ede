import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTarget } from '@parsec-spec/conformance/targets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/parsec-spec.mjs', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-lost-'));
  const urls = fileURLToPath(new URL('../../../fixtures/urls', import.meta.url));
  await cp(urls, join(folder, 'vectors', 'urls'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a line of bash in a new folder, with the command line as `$CLI`. */
const shell = (line: string, env: NodeJS.ProcessEnv = {}) =>
  new Promise<{ code: number; stderr: string }>((resolve) => {
    const options = {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', CLI: `'${process.execPath}' '${bin}'`, ...env },
      timeout: 300_000,
    };
    const child = execFile(
      'bash',
      ['-o', 'pipefail', '-c', `cli() { eval "$CLI" '"$@"'; }; ${line}`],
      options,
    );
    let stderr = '';
    child.stderr?.on('data', (part: string) => {
      stderr += part;
    });
    child.on('close', (code) => resolve({ code: code ?? -1, stderr }));
  });

const lost = { code: 74, stderr: expect.stringContaining('stdout cannot be written (ENOSPC)') };

describe('stdout on a full disk is an error of its own', () => {
  test.each([
    'validate memory:reference --only BOOT-09 --output json',
    'list --output json',
    'list',
    'explain organization_bootstrap/token-works-once',
    'read ping',
    'read --search token --output json',
    'fixtures --check vectors',
    'client device list --output json',
    'mail-sink --port 0',
    'serve --dev --port 0 --administration-token s3cr3t',
    '--help',
    '--version',
    'validate --help',
  ])('%s', async (words) => {
    expect(await shell(`cli ${words} >/dev/full`, { XDG_CONFIG_HOME: folder })).toMatchObject(lost);
  });

  test('doctor', async () => {
    const target = await openTarget('memory:reference', { administrationToken: 'right' });
    if (target.kind === 'client') expect.unreachable();
    expect(await shell(`cli doctor ${target.address} >/dev/full`)).toMatchObject(lost);
    await target.close();
  });

  test('backup and restore', async () => {
    const stores = '--db sqlite:store.sqlite';
    const made = await shell(
      `cli serve --port 0 ${stores} --administration-token s3cr3t --server-addr parsec3://127.0.0.1 | sleep 0`,
    );
    expect(made, made.stderr).toMatchObject({ code: 0 });
    expect(await shell(`cli backup copy.sqlite ${stores} >/dev/full`)).toMatchObject(lost);
    expect(await shell(`cli restore copy.sqlite ${stores} >/dev/full`)).toMatchObject(lost);
  });
});

test('a partial write of the output is noticed', async () => {
  // A file limit of 8 KiB has the effect of a full disk: the first write is partial, without an
  // error.
  const cut = await shell(`trap '' XFSZ; ulimit -f 8; cli list --output json > list.json`, {
    XDG_CACHE_HOME: folder,
  });
  expect(cut).toMatchObject({
    code: 74,
    stderr: expect.stringContaining('stdout cannot be written (EFBIG)'),
  });
  expect((await readFile(join(folder, 'list.json'))).length).toBe(8192);
  expect(await shell('cli list --output json > list.json')).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(join(folder, 'list.json'), 'utf8'))).toHaveProperty('requirements');
});

test('a reader that closes its pipe ends the output quietly', async () => {
  expect(await shell('cli list --output json | head -c 10 >/dev/null')).toEqual({ code: 0, stderr: '' });
  expect(await shell('cli read ping | sleep 0')).toEqual({ code: 0, stderr: '' });
});

test('the exit code of the result stays if the output is lost', async () => {
  const baseline = join(folder, 'baseline.yaml');
  const id = 'organization_bootstrap/token-works-once';
  await writeFile(
    baseline,
    `baseline:\n  - check: ${id}\n    reason: was broken\n    owner: us\n    expiry: 2099-01-01\n    observed: HTTP 500\n`,
  );
  const words = `validate memory:reference --only ${id} --baseline ${baseline}`;
  expect(await shell(`cli ${words} >/dev/full`)).toMatchObject({ ...lost, code: 1 });
  const closed = await shell(`cli ${words} | sleep 0`);
  expect(closed.code).toBe(1);
  expect(closed.stderr).not.toContain('cannot be written');
  expect((await shell('cli list --only BOOOT --output json >/dev/full')).code).toBe(3);
});
