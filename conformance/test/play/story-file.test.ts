import { readdirSync, readFileSync } from 'node:fs';
import { requirements } from '@parsec-spec/spec/requirements';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import resultSchema from '../../schemas/result.schema.json' with { type: 'json' };
import schema from '../../schemas/story.schema.json' with { type: 'json' };
import { nearMisses } from '../../src/play/near-misses.ts';
import { parseStory, storyFile } from '../../src/play/story-file.ts';
import { TargetError } from '../../src/targets/target.ts';

const folder = new URL('../../stories/', import.meta.url);
const stored = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

const story = storyFile(
  {
    organization: { active_users_limit: null },
    calls: [{ cmd: 'invite_new_user', by: 'alice-laptop', email: 'zoe@example.com' }],
  },
  { requirement: 'user_create/email-free', status: 'ok', waived: [] },
);
const whole = JSON.stringify(story, undefined, 2);

const refusalOf = (text: string): string => {
  try {
    parseStory(text, 'a.json');
  } catch (error) {
    if (error instanceof TargetError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'none';
};

describe('a story file', () => {
  test.each(stored)('of the repository is read: %#', (text) => {
    expect(parseStory(text, 'a.json')).toEqual(JSON.parse(text));
  });

  test('has calls of the same form as the result of a run', () => {
    for (const name of Object.keys(schema.$defs) as (keyof typeof schema.$defs)[])
      expect(schema.$defs[name]).toEqual(resultSchema.$defs[name]);
  });

  test.each([
    [
      'another version',
      whole.replace('"format": 1', '"format": 2'),
      'format: expected a story of format 1, found 2',
    ],
    [
      'an unknown call',
      whole.replace('new_user', 'new_cat'),
      'calls/0/cmd: expected a known call, found "invite_new_cat": cert',
    ],
    [
      'an unknown requirement',
      whole.replace('email-free', 'x'),
      'requirement: expected the id of a requirement',
    ],
    ['an unknown key', whole.replace('"by"', '"mine": 1, "by"'), 'calls/0/mine: expected no key "mine" here'],
    ['a missing key', whole.replace(/,\s+"email": .*/, ''), 'calls/0: expected the key "email"'],
    ['another type', whole.replace('"alice-laptop"', '7'), 'calls/0/by: expected by: string'],
    [
      'an address of a stranger',
      whole.replace('example.com', 'mail.org'),
      'calls/0/email: expected email like zoe@example.com',
    ],
    ['an end too early', whole.slice(0, -4), 'expected JSON ('],
    ['text without quotes', whole.replace('"alice-laptop"', 'alice'), 'expected JSON (Unexpected token'],
    ['an alias', whole.replace('"alice-laptop"', '*a'), 'expected JSON ('],
    ['YAML', 'format: 1', 'expected JSON ('],
    ['no text', '', 'expected JSON (Unexpected end'],
    ['bytes that are no text', '\u0000\ufffd', 'expected JSON ('],
    ['too many levels', '['.repeat(1 << 20), 'expected JSON (more than 64 levels)'],
    ['too many values', `[${'0,'.repeat(1 << 19)}0]`, 'expected JSON (more than 262144 values)'],
  ])('with %s is refused with its place and what was expected', (_, text, expected) => {
    expect(refusalOf(text)).toContain(`usage a.json: ${expected}`);
  });

  test('that is damaged anywhere is read, or refused with what was expected', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...stored),
        fc.nat(),
        fc.nat(40),
        fc.string(),
        (text, at, length, other) => {
          const begin = at % text.length;
          const refusal = refusalOf(text.slice(0, begin) + other + text.slice(begin + length));
          expect(refusal).toMatch(/^(none|usage a\.json: (\S+: )?expected )/);
        },
      ),
      { seed: 1, numRuns: 1000 },
    );
  });
});

test.each(stored)('the story %# of the repository is valid', (text) => {
  expect(parseStory(text, 'stored')).toEqual(JSON.parse(text));
});

test('every near miss names a requirement', () => {
  const ids = new Set<string>(requirements.map(({ id }) => id));
  const named = Object.values(nearMisses).flatMap((mistakes) => Object.values(mistakes));
  expect(named.map(({ requirement }) => requirement).filter((id) => !ids.has(id))).toEqual([]);
});
