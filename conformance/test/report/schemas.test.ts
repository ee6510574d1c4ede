import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import * as TJS from 'typescript-json-schema';
import { beforeAll, describe, expect, test } from 'vitest';
import eventSchema from '../../schemas/event.schema.json' with { type: 'json' };
import resultSchema from '../../schemas/result.schema.json' with { type: 'json' };
import { makeResult } from '../../src/report/result.ts';
import { altered } from '../support/altered.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const ajv = new Ajv2020({
  allowUnionTypes: true,
  allErrors: true,
  formats: { 'date-time': (text: string) => !Number.isNaN(Date.parse(text)) },
});
const published = { event: ajv.compile(eventSchema), result: ajv.compile(resultSchema) };
let samples: { readonly event: readonly unknown[]; readonly result: readonly unknown[] };
let witness: { readonly event: ValidateFunction; readonly result: ValidateFunction };

beforeAll(async () => {
  const { log, events } = await sampleLog();
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  if (log.finished === undefined) throw new Error('the run did not end');
  samples = { event: events.map(plain), result: [plain(makeResult(log, log.finished))] };
  const program = TJS.programFromConfig(resolve(import.meta.dirname, '../../tsconfig.schema.json'));
  const generator = TJS.buildGenerator(program, {
    required: true,
    noExtraProps: true,
    strictNullChecks: true,
    ignoreErrors: true,
  });
  if (generator === null) throw new Error('typescript-json-schema could not read the types');
  const compile = (name: string) =>
    new Ajv({ strict: false }).compile(generator.getSchemaForSymbol(name) as object);
  witness = { event: compile('ReportEvent'), result: compile('Result') };
});

describe('the published schemas', () => {
  test('accept the report of a run with every outcome', () => {
    expect(samples.event.length).toBeGreaterThan(10);
    for (const event of samples.event)
      expect(published.event(event), ajv.errorsText(published.event.errors)).toBe(true);
    expect(published.result(samples.result[0]), ajv.errorsText(published.result.errors)).toBe(true);
  });

  test.each(['event', 'result'] as const)('%s: accepts and refuses what the TypeScript type does', (kind) => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...samples[kind]),
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('drop', 'add', 'retype'),
        (sample, path, change) => {
          const value = altered(structuredClone(sample), path, change);
          const accepted = published[kind](value);
          if (!accepted) refused += 1;
          expect(
            witness[kind](value),
            `${change} ${JSON.stringify(path)}: ${ajv.errorsText(published[kind].errors)}`,
          ).toBe(accepted);
        },
      ),
      { seed: 7, numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(300);
  });
});
