import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const read = (name: string) => parse(readFileSync(join(root, name), 'utf8'));

// check-jsonschema of PyPI contains the published schemas; PARSEC_SPEC_CHECK_JSONSCHEMA is its
// path.
const checker = process.env.PARSEC_SPEC_CHECK_JSONSCHEMA ?? 'check-jsonschema';
const isThere = await run(checker, ['--version']).then(
  () => true,
  () => process.env.CI !== undefined,
);
if (!isThere)
  process.stderr.write(
    'workflow, job and compose.yaml are not held against their published schemas (pip install check-jsonschema)\n',
  );

test.runIf(isThere).each([
  ['conformance/ci/github-workflow.yml', 'vendor.github-workflows'],
  ['.github/workflows/ci.yml', 'vendor.github-workflows'],
  ['.github/workflows/site.yml', 'vendor.github-workflows'],
  ['conformance/ci/gitlab-ci.yml', 'vendor.gitlab-ci'],
  ['compose.yaml', 'vendor.compose-spec'],
])('%s matches its published schema', async (name, schema) => {
  await run(checker, ['--builtin-schema', schema, join(root, name)]);
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

describe('the workflow of GitHub', () => {
  const workflow = read('conformance/ci/github-workflow.yml');
  const jobs: Record<string, { permissions?: object; steps: Step[]; 'timeout-minutes': number }> =
    workflow.jobs;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('has read permission; only the badge job may write, and only contents', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(jobs.judge?.permissions).toBeUndefined();
    expect(jobs.badge?.permissions).toEqual({ contents: 'write' });
  });

  test('pins actions and the suite by commit, and leaves no credentials to the code that it builds', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(3);
    for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual([false, false]);
    expect(checkouts[1]?.with?.ref).toMatch(/^\$\{\{ vars\.PARSEC_SPEC_REF \}\}$/);
  });

  test('runs shell that parses, without interpolated expressions', async () => {
    const scripts = steps.flatMap(({ run: script }) => script ?? []);
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of scripts) {
      expect(script).not.toContain('${{');
      await run('bash', ['-n', '-c', script]);
    }
  });
});

test('the workflows of this repository run programs that exist, and publish the folder of the website', async () => {
  const stepsOf = (name: string) => {
    const { jobs } = read(`.github/workflows/${name}.yml`);
    return Object.values<{ steps: Step[] }>(jobs).flatMap((job) => job.steps);
  };
  const { scripts } = read('package.json');
  const commands = ['ci', 'site'].flatMap((name) =>
    stepsOf(name).flatMap(({ run: command }) => command ?? []),
  );
  for (const command of commands) {
    const [, script] = /^npm run (\S+)/.exec(command) ?? [];
    if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
    await run('bash', ['-n', '-c', command]);
  }
  expect(commands).toEqual(expect.arrayContaining(['bash .ci/run', 'npm run site -- --check']));
  await run('bash', ['-n', join(root, '.ci', 'run')]);
  const uploaded = stepsOf('site').find(({ uses }) => uses?.startsWith('actions/upload-pages-artifact@'));
  const { stdout } = await run('npm', ['run', '--silent', 'site', '--', '--help'], { cwd: root });
  expect(stdout).toContain(`default: ${uploaded?.with?.path}\n`);
});

test('the badge job puts the two files on a branch of their own, on every run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-badge-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const publish = read('conformance/ci/github-workflow.yml').jobs.badge.steps.at(-1).run;
  const remote = join(folder, 'remote.git');
  await run('git', ['init', '--quiet', '--bare', remote]);
  for (const verdict of ['pass', 'fail']) {
    const cwd = join(folder, verdict);
    mkdirSync(join(cwd, 'report'), { recursive: true });
    for (const name of ['badge.svg', 'badge.json']) writeFileSync(join(cwd, 'report', name), verdict);
    const env = { ...process.env, TOKEN: 'of-the-job', REMOTE: remote, GITHUB_SHA: 'c0ffee' };
    await run('bash', ['-e', '-c', publish], { cwd, env });
    const git = async (...args: string[]) => (await run('git', ['--git-dir', remote, ...args])).stdout;
    expect(await git('ls-tree', '--name-only', 'parsec-spec-badge')).toBe('badge.json\nbadge.svg\n');
    expect(await git('show', 'parsec-spec-badge:badge.svg')).toBe(verdict);
    expect(await git('rev-list', '--count', 'parsec-spec-badge')).toBe('1\n');
  }
});

describe('the job of GitLab', () => {
  const { judge } = read('conformance/ci/gitlab-ci.yml');

  test('keeps the reports and the test view whatever the verdict', () => {
    expect(judge.artifacts).toMatchObject({
      when: 'always',
      paths: ['parsec-spec-report/'],
      reports: { junit: 'parsec-spec-report/junit.xml' },
    });
  });

  test('runs shell that parses, in an image of a fixed version', async () => {
    expect(judge.image).toMatch(/^node:\d+\.\d+\.\d+-\w+$/);
    const scripts: string[] = [...judge.before_script, ...judge.script];
    for (const script of scripts) await run('bash', ['-n', '-c', script]);
    expect(scripts.some((script) => script.includes('conformance/ci/judge-image.sh'))).toBe(true);
  });
});
