import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { families } from '../../src/commands/index.ts';
import { forms, parseStory, StorySyntaxError, storyLines, storyText } from '../../src/stories/index.ts';

/** One story for each form of each call. */
const stories = [
  'created with limit 2 with a sequester authority',
  'created with limit 9; alice enrols bob; bob enrols carl → author_not_allowed',
  "alice enrols carl with bob's address as ADMIN dated like the last certificate",
  'alice/phone enrols bob dated 290 s ahead, but another key signs user_certificate → invalid_certificate',
  'alice adds phone; alice adds bob/phone dated 1 µs before the last certificate',
  'alice makes bob OUTSIDER; alice revokes bob dated like the last certificate',
  'alice invites zoe by mail; alice invites zoe; alice invites a device; alice invites a device by mail',
  'alice cancels zoe#1; bob completes alice/device#2; alice lists invitations',
  'claimer looks at zoe#1 → 410; claimer looks at an unknown invitation; claimer looks at a foreign invitation',
  'alice asks; alice lists frozen users; alice reads; alice reads after certificate 3 without sequester',
  'alice reads terms; alice accepts terms 1; alice accepts terms 0 1 µs early → no_tos',
  'alice listens; alice listens on stream 2; alice stops listening; alice listens again on stream 2',
  'alice greets zoe#1 up to step 3; alice starts zoe#1; bob starts zoe#1 as alice; claimer starts zoe#1 with bob',
  'alice takes step 3 of attempt 1 at zoe#1 and another half; claimer takes step 0 of an unknown attempt at zoe#1 with bob',
  'alice ends attempt 1 at zoe#1 for MANUALLY_CANCELLED; claimer ends attempt 2 at zoe#1 with bob for INVALID_SAS_CODE',
  'in second: create; in second: carl bootstraps; in twin: create limit 2 with terms without outsiders archiving after s 5',
  'bob bootstraps by no link; bob bootstraps by a foreign link dated 310 s ago; bob bootstraps by link 2 with a sequester authority',
  'read status; list users; read statistics; freeze bob; unfreeze bob by address; expire → 200; unexpire',
  'publish terms; remove terms; limit 0; no limit; update; update no limit not expired without terms with outsiders',
  'alice asks, but another key signs the token (authentication/signature-verifies) → 403',
];

describe('a story', () => {
  it.each(stories)('is read and written with the same words: %s', (text) => {
    expect(storyText(parseStory(text))).toBe(text);
  });

  it('is made of calls by the names of people and devices', () => {
    expect(parseStory('created with limit 2; alice/phone enrols bob; freeze bob → 200')).toEqual({
      organization: { active_users_limit: 2 },
      calls: [
        {
          cmd: 'user_create',
          by: 'alice-phone',
          user: 'bob',
          email: 'bob@example.com',
          profile: 'STANDARD',
        },
        { cmd: 'user_freeze', user: 'bob', answer: 200 },
      ],
    });
  });

  it('has a line for each call', () => {
    expect(storyLines(parseStory('created with limit 2; alice asks'))).toEqual([
      'created with limit 2',
      'alice asks',
    ]);
  });

  it('tries every command of devices and claimers, and all are refused', () => {
    const { authenticated, tos, invited } = families;
    const served = (commands: readonly string[]) => commands.filter((cmd) => cmd !== 'ping').length;
    const { calls } = parseStory('bob tries everything → 462; claimer tries everything → 460');
    expect(calls).toHaveLength(served([authenticated, tos, invited].flatMap(({ commands }) => commands)));
    expect(new Set(calls.map(({ answer }) => answer))).toEqual(new Set([460, 462]));
    expect(new Set(calls.map(({ answer: _, ...call }) => JSON.stringify(call))).size).toBe(calls.length);
    const open = parseStory('bob tries everything → 463').calls;
    expect(open).toHaveLength(served(authenticated.commands));
  });

  it.each([
    ['alice enroles bob', "found `alice enroles bob`; the nearest is `{by} enrols {user}[ with {email}'s"],
    ['freze bob', 'the nearest is `freeze {user}'],
    ['Alice asks', 'found `Alice asks`'],
    ['alice asks; ', 'expected a call, found ``'],
    ['alice asks, but it is odd', 'expected `, but it is odd (RULE)`'],
    [`alice ${'x'.repeat(400)}`, 'expected a call of at most 300 characters'],
  ])('with unknown words is refused with the nearest form: %s', (text, message) => {
    expect(() => parseStory(text)).toThrow(StorySyntaxError);
    expect(() => parseStory(text)).toThrow(message);
  });
});

it('docs/write-a-story.md shows each form of a call', () => {
  const page = readFileSync(new URL('../../../docs/write-a-story.md', import.meta.url), 'utf8');
  const [, list = ''] = /<!-- words -->([\s\S]*)<!-- \/words -->/.exec(page) ?? [];
  const shown = [...list.matchAll(/`([^`]+)`/g)].map(([, form]) => form);
  const known = forms.map(([, form]) => form.replace(/\{\w+=([^}]*)\}/g, '$1'));
  expect(shown.sort()).toEqual(known.sort());
});
