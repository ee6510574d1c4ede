import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandName, commandFacts, type Family, families } from '@parsec-spec/spec/commands';
import { describe, expect, test } from 'vitest';
import type { Check } from '../src/judge/check.ts';
import type { Judge } from '../src/judge/judge.ts';
import { loadSamples } from '../src/vocabulary/samples/load-samples.ts';
import { expectServed, prepareSamples } from '../src/vocabulary/samples/prepare-samples.ts';
import { runChecks } from './support/mutant.ts';

const samples = await loadSamples();
const names = Object.keys(families) as Family[];

/** A GET whose answer does not end, and a command that production servers do not serve. */
const withoutSample: readonly string[] = ['events_listen', 'ping'];

const served = names
  .flatMap((family) => families[family].commands.map((command) => ({ family, command })))
  .filter(({ command }) => !withoutSample.includes(command));

/** Field names of the request of a command, from its schema. */
function fieldsOf(command: CommandName): readonly string[] {
  const file = join(import.meta.dirname, '../../spec', commandFacts[command].folder, 'schema.json');
  const { $defs } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly $defs: { readonly request: { readonly properties: object } };
  };
  return Object.keys($defs.request.properties).filter((name) => name !== 'cmd');
}

const check = (body: (judge: Judge) => Promise<void>): Check => ({
  id: 'encoding/field-type#samples',
  requirements: ['encoding/field-type'],
  kind: 'server',
  timeout: 60_000,
  body,
});

describe('samples', () => {
  test.each(served)('$command has a sample in its family, $family', ({ family, command }) => {
    const found = samples.find((one) => one.command === command);
    expect(found, `write conformance/checks/commands/${command}/sample.ts`).toBeDefined();
    expect(found?.sample.family).toBe(family);
  });

  test('call no command that is not served', () => {
    const commands = served.map(({ command }) => command as string);
    expect(samples.map(({ command }) => command).filter((name) => !commands.includes(name))).toEqual([]);
  });

  test.each(served)('$command: each field of the request has a kind', ({ command }) => {
    const found = samples.find((one) => one.command === command);
    expect(Object.keys(found?.sample.fields ?? {}).toSorted()).toEqual(fieldsOf(command).toSorted());
  });

  test.each([
    ['forwards', samples],
    ['backwards', samples.toReversed()],
  ])('are served in any order: %s, twice', async (_, ordered) => {
    const both = check(async (judge) => {
      const { author } = await judge.bootstrapped();
      const members = { caller: author, preparer: author };
      const calls = [
        ...(await prepareSamples(judge, ordered, names, members)),
        ...(await prepareSamples(judge, ordered, names, members)),
      ];
      await expectServed(judge, calls, 'in this order');
    });
    const [done] = await runChecks([both], {});
    expect(done?.outcome, done?.message).toBe('pass');
  });
});
