import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { complaints, schemas } from '../support/schemas.ts';

const lives = ['validate', 'memory:reference', '--only', 'properties'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-families-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a target file of a server that serves only these families. */
async function targetFile(...families: string[]): Promise<string> {
  const path = join(folder, `${families.join('-')}.yaml`);
  await writeFile(path, `name: partial\ncapabilities:\n  families: [${families.join(', ')}]\n`);
  return path;
}

describe('a target that lacks a family of commands', () => {
  test('gets no call of it, and the report says so', async () => {
    const file = await targetFile('anonymous', 'authenticated');
    const options = ['--target-file', file, '--properties', '1s'];
    const run = await callCli([...lives, ...options, '--output', 'json']);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const result = JSON.parse(run.stdout);
    expect(complaints(schemas.result, result)).toBe('');
    const { unserved, reached, unreached } = result.properties;
    expect(unserved).toEqual(['invited', 'tos']);
    const commands = reached.map(({ command }: { command: string }) => command);
    expect(commands.filter((name: string) => /^tos_|_terms$|invite_info|claimer/.test(name))).toEqual([]);
    expect(unreached).toContainEqual({
      command: 'tos_get',
      status: 'ok',
      reason: 'the target serves no `tos` (its target file)',
    });
  });

  test.each([
    ['lives', lives, 'generated lives need the family `anonymous`, which the target lacks'],
    [
      'a story',
      ['replay', 'alice enrols bob', 'memory:reference'],
      'the story needs the family `anonymous`, which the target lacks',
    ],
  ])('gets no verdict if %s need it: exit 5', async (_, args, message) => {
    const { code, stdout } = await callCli([...args, '--target-file', await targetFile('authenticated')]);
    expect([code, stdout.replace(/\n {2}\| /g, ' ')]).toEqual([5, expect.stringContaining(message)]);
  });
});

describe('validate --properties', () => {
  test.each(['0', '0s', '-5s', '3 parsecs', '60', 's', '1e9s', '99999h'])('%s: exit 2', async (time) => {
    const { code, stderr } = await callCli(['validate', 'memory:reference', `--properties=${time}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('a time above 0 such as 60s, 10m or 1h, or off');
  });

  test('--only properties plays lives and no check; the result has what they reached', async () => {
    const run = await callCli([...lives, '--properties', '1s', '--output', 'json']);
    expect(run.code, run.stderr).toBe(0);
    const result = JSON.parse(run.stdout);
    expect(complaints(schemas.result, result)).toBe('');
    expect(result.checks).toEqual([]);
    expect(result.properties).toMatchObject({ seed: 'parsec', counterexamples: [], unconfirmed: [] });
    expect(result.properties.lives).toBeGreaterThanOrEqual(1);
    expect(result.properties.reached).toContainEqual({
      command: 'invite_list',
      status: 'ok',
      times: expect.any(Number),
    });
    expect(result.properties.unreached).toContainEqual({
      command: 'server_config',
      status: 'ok',
      reason: 'lives do not read the configuration of the server',
    });
  }, 60_000);

  test('another --only, and --properties off, play no lives', async () => {
    const only = ['--only', 'organization_bootstrap/token-works-once', '--output', 'json'];
    const run = await callCli(['validate', 'memory:reference', ...only]);
    expect(JSON.parse(run.stdout)).not.toHaveProperty('properties');
  }, 60_000);

  test.each([
    [[...lives, '--properties', 'off'], '--properties off plays no lives'],
    [['validate', 'client:reference', '--only', 'properties'], 'generated lives judge a server'],
  ])('%j: exit 2', async (args, message) => {
    const { code, stderr } = await callCli(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
