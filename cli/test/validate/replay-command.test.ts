import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { ValidateOptions } from '../../src/validate/open-targets.ts';
import { replayCommand } from '../../src/validate/replay-command.ts';

const least: ValidateOptions = { only: [], except: [], report: [], output: 'text', jobs: 8 };

test('the command that repeats a check has all options that change its result', () => {
  const options: ValidateOptions = {
    ...least,
    with: 'postgres',
    ...{ targetFile: 'my target.yaml', baseline: 'known.yaml', caFile: 'ca.pem' },
    ...{ strict: true, timeout: 20_000, slow: true, faults: true, yes: true },
  };
  expect(replayCommand(['image:parsec'], options, 's1', false)('a/b#c')).toBe(
    [
      'npx --no parsec-spec validate image:parsec',
      `--target-file '${resolve('my target.yaml')}' --with postgres --baseline ${resolve('known.yaml')}`,
      `--ca-file ${resolve('ca.pem')} --strict --timeout 20 --slow --faults --yes`,
      "--only 'a/b#c' --seed s1",
    ].join(' '),
  );
});

test('it names the file of the token, or the variable, and never the token', () => {
  const server = ['http://127.0.0.1:1'];
  expect(replayCommand(server, { ...least, administrationTokenFile: 't' }, 's1', true)('a/b')).toContain(
    `--administration-token-file ${resolve('t')} `,
  );
  const given = { ...least, administrationToken: 's3cr3t' };
  const command = replayCommand(server, given, 's1', true)('a/b');
  expect(command).toContain('--administration-token "$PARSEC_ADMINISTRATION_TOKEN"');
  expect(command).not.toContain('s3cr3t');
});
