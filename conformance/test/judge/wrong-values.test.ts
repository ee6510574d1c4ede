import { describe, expect, test } from 'vitest';
import type { Judge } from '../../src/judge/judge.ts';
import type { FieldKinds } from '../../src/vocabulary/samples/sample.ts';
import { fieldRules, isAboutField, wrongMessages } from '../../src/vocabulary/samples/wrong-values.ts';
import { Instant } from '../../src/wire/values.ts';

const judge = {
  now: () => new Instant(0n),
  random: { id: () => 'an id', bytes: (length: number) => new Uint8Array(length) },
} as unknown as Judge;

const fields: FieldKinds = {
  minutes: { is: 'integer', min: 1, max: 60 },
  note: { is: 'text', optional: true, nullable: true },
  tags: { is: 'list', of: { is: 'map', fields: { name: { is: 'text' }, level: { is: 'word' } } } },
};
const tag = { name: 'a', level: 'HIGH' };
const honest = { minutes: 5, note: 'x', tags: [tag, tag] };

/** The values of a field in the messages that break a rule. */
function wrong(requirement: keyof typeof fieldRules, field: keyof typeof honest): readonly unknown[] {
  const rule = fieldRules[requirement];
  expect(isAboutField(rule, fields)).toBe(true);
  return wrongMessages(judge, rule, fields, honest)
    .map(({ message }) => message[field])
    .filter((value) => value !== honest[field]);
}

describe('wrong values of a field', () => {
  test('are outside the bounds of an integer', () => {
    expect(wrong('encoding/field-range', 'minutes')).toEqual([0, 61]);
  });

  test('do not include an integer where one is expected', () => {
    const values = wrong('encoding/field-type', 'minutes');
    expect(values).toContain(null);
    expect(values.filter((value) => typeof value === 'number')).toEqual([]);
  });

  test('do not include nil or absence where the field may be nil or absent', () => {
    expect(wrong('encoding/field-type', 'note')).not.toContain(null);
    expect(wrong('encoding/required-field-present', 'note')).toEqual([]);
    expect(wrong('encoding/required-field-present', 'minutes')).toEqual([undefined]);
  });

  test('are in the first item of a list, and in its fields', () => {
    expect(wrong('encoding/required-field-present', 'tags')).toEqual([
      undefined,
      [{ ...tag, name: undefined }, tag],
      [{ ...tag, level: undefined }, tag],
    ]);
    expect(wrong('encoding/field-type', 'tags')).toContainEqual([null, tag]);
    expect(wrong('encoding/field-range', 'tags')).toContainEqual([{ ...tag, level: 'DUMMY' }, tag]);
  });
});
