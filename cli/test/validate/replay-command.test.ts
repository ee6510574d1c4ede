import { resolve } from 'node:path';
import { shellWordWithoutToken } from '@parsec-spec/conformance/report';
import { shellWord } from '@parsec-spec/conformance/wire';
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
  expect(
    replayCommand(['image:parsec'], options, 's1', false, shellWord, 'npx --no parsec-spec')('a/b#c'),
  ).toBe(
    [
      'npx --no parsec-spec validate image:parsec',
      `--target-file '${resolve('my target.yaml')}' --with postgres --baseline ${resolve('known.yaml')}`,
      `--ca-file ${resolve('ca.pem')} --strict --timeout 20 --slow --faults --yes`,
      "--only 'a/b#c' --seed s1",
    ].join(' '),
  );
});

test('a comparison has the other server, its target file and the file of its token', () => {
  const options: ValidateOptions = {
    ...least,
    ...{ against: 'image:b', againstTargetFile: 'b.yaml', againstAdministrationTokenFile: 'b' },
  };
  const again = replayCommand(['image:a'], options, 's1', false, shellWord, 'parsec-spec')('properties');
  expect(again).toBe(
    [
      `parsec-spec validate image:a --against image:b --against-target-file ${resolve('b.yaml')}`,
      `--against-administration-token-file ${resolve('b')} --only properties --seed s1`,
    ].join(' '),
  );
});

test('it holds a short story itself, and names the file of another one', () => {
  const again = (argument: string) => {
    const options = { ...least, story: { argument } } as ValidateOptions;
    return replayCommand(
      ['http://127.0.0.1:1'],
      options,
      's1',
      false,
      shellWord,
      'parsec-spec',
    )('properties');
  };
  const words = `'alice enrols carl with bob'\\''s address'`;
  expect(again("alice enrols carl with bob's address")).toBe(
    `parsec-spec replay ${words} http://127.0.0.1:1 --seed s1`,
  );
  expect(again('/a/S.txt')).toBe('parsec-spec replay /a/S.txt http://127.0.0.1:1 --seed s1');
});

test('it names the file of the token, or the variable, and never the token', () => {
  const server = ['http://127.0.0.1:1'];
  const word = shellWordWithoutToken('s3cr3t');
  const again = (options: Partial<ValidateOptions>) =>
    replayCommand(server, { ...least, administrationToken: 's3cr3t', ...options }, 's1', true, word)('a/b');
  expect(again({ administrationTokenFile: 't' })).toContain(`--administration-token-file ${resolve('t')}`);
  const ofVariable = again({ administrationTokenSource: 'env' });
  expect(ofVariable).toContain('--administration-token "$PARSEC_ADMINISTRATION_TOKEN"');
  const ofOption = again({ administrationTokenSource: 'cli' });
  for (const typed of [ofOption, again({ administrationTokenFile: '-' })])
    expect(typed).toMatch(/ --administration-token-file -$/);
  for (const command of [ofVariable, ofOption]) expect(command).not.toContain('s3cr3t');
  const ofTarget = replayCommand(['cmd:./serve --token s3cr3t'], least, 's1', false, word)('a/b');
  expect(ofTarget).toContain(`'cmd:./serve --token '"$PARSEC_ADMINISTRATION_TOKEN" --only`);
});
