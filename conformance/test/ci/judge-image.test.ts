import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const image = 'parsec-cloud:3.10.0';
const root = join(import.meta.dirname, '..', '..', '..');
const script = join(root, 'conformance', 'ci', 'judge-image.sh');
const isHere =
  process.env.CI !== undefined ||
  (await promisify(execFile)('docker', ['image', 'inspect', image]).then(
    () => true,
    () => false,
  ));
if (!isHere)
  process.stderr.write(
    `judge-image.sh is not tried: no engine, or no ${image} (npm run image:parsec-cloud)\n`,
  );

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-ci-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the script from an unrelated folder, as a CI job does. */
const runScript = (
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', PARSEC_SPEC_REPORT: 'report' };
    execFile('sh', [script, ...args], { cwd: folder, env, timeout: 150_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

test.runIf(isHere)(
  'judges an image and keeps the page, the summary, the test view, the events, the log and the badge',
  async () => {
    const targetFile = join(root, 'conformance', 'targets', 'parsec-cloud.yaml');
    const ended = await runScript(image, targetFile, '--only', 'organization_bootstrap/token-works-once');
    expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('verdict: pass') });
    expect((await readdir(join(folder, 'report'))).sort()).toEqual([
      ...['badge.json', 'badge.svg', 'events.ndjson', 'index.html', 'junit.xml', 'server.log', 'summary.md'],
    ]);
    const kept = (name: string): Promise<string> => readFile(join(folder, 'report', name), 'utf8');
    expect(JSON.parse(await kept('badge.json'))).toMatchObject({ color: 'brightgreen' });
    expect(await kept('summary.md')).toMatch(/^## ✓ pass of a selection: ` image:parsec-cloud:3\.10\.0 `/);
    expect(await kept('server.log')).toMatch(/POST \/anonymous\/ps-/);
  },
);

test('a missing tag and a missing image are errors, not verdicts', async () => {
  expect(await runScript()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('judge-image.sh IMAGE'),
  });
  const { code } = await runScript('parsec-spec.invalid/none:0');
  expect(code).toBe(5);
});
