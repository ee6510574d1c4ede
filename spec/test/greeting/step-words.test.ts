import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClaimerStep, GreeterStep } from '../../src/commands/index.ts';
import { readStep, STEP_COUNT, writeStep } from '../../src/greeting/index.ts';
import { valid } from '../../src/schemas/arbitraries.ts';

test('every step of either side is read as number and bytes, and survives a round trip', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(valid.GreeterStep(), valid.ClaimerStep(), (greeter, claimer) => {
      const ours = readStep('GREETER', greeter);
      const theirs = readStep('CLAIMER', claimer);
      expect(writeStep('GREETER', ours)).toEqual(greeter);
      expect(writeStep('CLAIMER', theirs)).toEqual(claimer);
      expect(greeter.step).toMatch(ours.step === 5 ? /^5$/ : `NUMBER_${ours.step}_`);
      expect(claimer.step).toMatch(`NUMBER_${theirs.step}_`);
      seen.add(greeter.step).add(`claimer ${claimer.step}`);
    }),
    { numRuns: 300 },
  );
  expect(seen.size).toBe(2 * STEP_COUNT);
});

test('unknown keys of a step are not relayed', () => {
  const more = { step: 'NUMBER_4_SIGNIFY_TRUST', unknown: new Uint8Array(3) } as unknown as ClaimerStep;
  const plain = readStep('CLAIMER', more);
  expect(plain).toEqual({ step: 4, payload: new Uint8Array(0) });
  expect(writeStep('CLAIMER', plain)).toEqual({ step: 'NUMBER_4_SIGNIFY_TRUST' });
  const keyed = { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32), unknown: 1 } as GreeterStep;
  expect(writeStep('GREETER', readStep('GREETER', keyed))).toEqual({
    step: 'NUMBER_0_WAIT_PEER',
    public_key: new Uint8Array(32),
  });
});
