import type { JudgedRule, Observation } from '@parsec-spec/conformance/observe';
import { plain } from '@parsec-spec/conformance/report';
import { expect, test } from 'vitest';
import { observationText } from '../../src/observe/observation-text.ts';

test('what peers sent is shown without control characters', () => {
  const hostile = '\u001b[2J\u0007\rx\u009b';
  const violation = { exchange: 1, at: 'now', request: hostile, expected: hostile, observed: hostile };
  const rule: JudgedRule = {
    ...{ requirement: 'events/stream-headers', row: 'EVT-01', level: 'MUST', sentence: 's' },
    ...{ side: 'server', judged: 2, broken: 1, violations: [violation] },
  };
  const observation: Observation = {
    ...{ verdict: 'fail', exchanges: 2, cutBodies: 0, unanswered: {}, rules: [rule] },
  };
  const text = observationText(observation, plain, [hostile]);
  expect(text).toContain('broken in 1 of 2');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
