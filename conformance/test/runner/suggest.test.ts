import { expect, test } from 'vitest';
import { suggest } from '../../src/runner/suggest.ts';

const ids = ['gate/opens#one', 'gate/opens#two', 'gate/opens-late', 'encoding/field-type'];

test('an id that is gone is answered with the checks of its requirement', () => {
  const hint = 'the checks of gate/opens are gate/opens#one, gate/opens#two';
  expect(suggest('gate/opens#old', ids)).toBe(hint);
  expect(suggest('gate/opens', ids)).toBe(hint);
});

test('another unknown id is answered with the nearest ids', () => {
  expect(suggest('encoding/field-typ', ids)).toBe('did you mean encoding/field-type?');
});
