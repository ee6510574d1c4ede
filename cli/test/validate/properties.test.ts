import { describe, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { complaints, schemas } from '../support/schemas.ts';

const lives = ['validate', 'memory:reference', '--only', 'properties'];

describe('validate --properties', () => {
  test.each(['0', '0s', '-5s', '3 parsecs', '60', 's', '1e9s', '99999h'])('%s: exit 2', async (time) => {
    const { code, stderr } = await runCli(['validate', 'memory:reference', `--properties=${time}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('a time above 0 such as 60s, 10m or 1h, or off');
  });

  test('--only properties plays lives and no check; the result has what they reached', async () => {
    const run = await runCli([...lives, '--properties', '1s', '--output', 'json']);
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
    const run = await runCli(['validate', 'memory:reference', ...only]);
    expect(JSON.parse(run.stdout)).not.toHaveProperty('properties');
  }, 60_000);

  test.each([
    [[...lives, '--properties', 'off'], '--properties off plays no lives'],
    [['validate', 'client:reference', '--only', 'properties'], 'generated lives judge a server'],
  ])('%j: exit 2', async (args, message) => {
    const { code, stderr } = await runCli(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
