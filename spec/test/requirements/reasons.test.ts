import { expect, test } from 'vitest';
import { requirements } from '../../src/generated/requirements.ts';
import { sections } from '../../src/requirements/sections.ts';

/** The words of a text from four letters on, without their ends, so that forms of a word are one. */
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set((text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []).map((word) => word.slice(0, 6)));

/** The share of the words of a reason that its rule contains too. */
function overlap(sentence: string, why: string): number {
  const rule = wordsOf(sentence);
  const words = [...wordsOf(why)];
  return words.filter((word) => rule.has(word)).length / words.length;
}

const MAX_OVERLAP = 0.5;

test('every MUST has a reason', () => {
  const bare = requirements.filter(
    ({ level, why, supersededBy }) => level === 'MUST' && why === undefined && supersededBy === undefined,
  );
  expect(
    bare.map(({ id }) => id),
    'add a line "  Why: …" below the requirement',
  ).toEqual([]);
});

test('no reason repeats its rule', () => {
  const repeated = requirements.filter(
    ({ sentence, why = '' }) => why !== '' && overlap(sentence, why) > MAX_OVERLAP,
  );
  expect(repeated.map(({ id }) => id)).toEqual([]);
  const sentence = 'answer 401 to a token whose timestamp part is not an integer.';
  const echo = 'The timestamp part of a token has to be an integer, or the answer is 401.';
  expect(overlap(sentence, echo)).toBeGreaterThan(MAX_OVERLAP);
});

test('every reason is its own, and one or two sentences long', () => {
  const reasons = requirements.flatMap(({ why }) => why ?? []);
  expect(reasons.length).toBeGreaterThan(220);
  expect(new Set(reasons).size).toBe(reasons.length);
  const long = reasons.filter((text) => text.length > 260 || (text.match(/[.?](?: |$)/g)?.length ?? 0) > 3);
  expect(long).toEqual([]);
});

test('every section has a name and a paragraph, and no other', () => {
  const used = [...new Set(requirements.map(({ section }) => section))].sort();
  expect(Object.keys(sections).sort()).toEqual(used);
  for (const { name, purpose } of Object.values(sections)) {
    expect(name).not.toBe('');
    expect(purpose.match(/\.(?: |$)/g)?.length).toBeGreaterThanOrEqual(2);
  }
});
