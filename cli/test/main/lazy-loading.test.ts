import { expect, test } from 'vitest';
import { printsModules } from '../support/prints-modules.ts';
import { runCli } from '../support/run-cli.ts';

async function modulesOf(args: readonly string[]): Promise<readonly string[]> {
  const { code, stderr } = await runCli(args, {
    env: { NODE_OPTIONS: printsModules, PARSEC_SPEC_SOURCES: '1' },
  });
  expect(code).toBe(0);
  return stderr.split('\n').filter((line) => /^(file|node):/.test(line));
}

const isHeavy = (url: string): boolean =>
  // Only formats a text.
  !url.includes('/conformance/src/wire/') &&
  /\/(?:conformance|reference-client|reference-server\/src\/(?!serve\/settings|http\/node))\/|\/(?:marked|minisearch|mailparser|smtp-server|ajv|yaml)\//.test(
    url,
  );

const noServer = /\/(?:conformance\/(?!src\/wire\/)|reference-server\/)/;

test('the help of all commands loads no heavy package', async () => {
  const modules = await modulesOf(['--help']);
  expect(modules.filter(isHeavy)).toEqual([]);
  // Node's HTTP takes a third of the CPU time of such a start.
  expect(modules.filter((url) => /^node:https?$/.test(url))).toEqual([]);
  // 81 modules when this test was written, 1,003 with all packages.
  expect(modules.length).toBeGreaterThan(20);
  expect(modules.length).toBeLessThan(150);
});

test.each(['doctor', 'explain', 'fixtures', 'list', 'mail-sink', 'read', 'validate'])(
  'the help of %s loads no heavy package',
  async (command) => {
    expect((await modulesOf([command, '--help'])).filter(isHeavy)).toEqual([]);
  },
);

test('the help of client loads neither the suite nor the server', async () => {
  const modules = await modulesOf(['client', '--help']);
  expect(modules.some((url) => url.includes('/reference-client/'))).toBe(true);
  expect(modules.filter((url) => noServer.test(url))).toEqual([]);
});

test('a topic is read without the suite', async () => {
  const modules = await modulesOf(['read', 'BOOT-09']);
  expect(modules.some((url) => url.includes('/marked/'))).toBe(true);
  expect(modules.filter((url) => noServer.test(url))).toEqual([]);
});

test.each([['list'], ['explain', 'BOOT-09'], ['explain', 'user_create']])(
  '%s loads the checks, but no server and no package for mail, YAML or schemas',
  async (...args) => {
    const modules = await modulesOf(args);
    expect(modules.some((url) => url.includes('/conformance/checks/'))).toBe(true);
    const needless =
      /\/(?:reference-server|smtp-server|nodemailer|mailparser|ajv|yaml|marked|minisearch|picomatch)\//;
    expect(modules.filter((url) => needless.test(url))).toEqual([]);
  },
);
