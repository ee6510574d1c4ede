import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerOf, type Fact, plainObservation } from '../../src/judge/observation.ts';
import { observationText } from '../../src/report/sentences.ts';
import { Exchange } from '../../src/wire/exchange.ts';

const token = '8a79bafa1b51a7523adcafe0123456789';
const start = token.slice(0, 6);

const text = (fact: Fact, limit?: number) =>
  observationText(
    plainObservation(fact, (plain) => plain),
    limit,
  );

/** Whether a text contains the whole token, or no part of it. */
const isWhole = (text: string): boolean => !text.replaceAll(token, '').includes(start);

test('a truncated text never ends inside a secret', () => {
  fc.assert(
    fc.property(fc.nat(160), fc.nat(160), (before, after) => {
      const value = ['x'.repeat(before), token, 'y'.repeat(after)];
      expect(isWhole(text({ value }, 120))).toBe(true);
      const request = { method: 'GET', target: '/', headers: [], body: new Uint8Array() };
      const body = Buffer.from(`"${'x'.repeat(before)}" ${token} "${'y'.repeat(after)}"`);
      const answer = new Exchange(request, { status: 200, headers: [], body }, 1);
      expect(isWhole(text(answerOf(answer)))).toBe(true);
    }),
  );
  // A secret that fits is shown completely, so that redaction can replace it.
  expect(text({ value: ['x', token, 'y'.repeat(200)] }, 120)).toContain(token);
});

test('a value that is not there is shown as nothing', () => {
  expect(observationText({ value: undefined })).toBe('nothing');
  expect(observationText({ path: 'a', expected: 1, observed: undefined })).toBe('a: nothing');
});
