import { expect, test } from 'vitest';
import { UNKNOWN_TOKEN } from '../../src/faults/model/calls.ts';
import type { StoryCall } from '../../src/properties/story.ts';
import { htmlReport } from '../../src/report/html/page.ts';
import { junitReport } from '../../src/report/junit.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { plain } from '../../src/report/paint.ts';
import { makeResult } from '../../src/report/result.ts';
import type { RunLog } from '../../src/report/run-log.ts';
import { counterexampleLines, storyLines } from '../../src/report/story-lines.ts';
import { textReport } from '../../src/report/text.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();

const story = [
  '1. Alice founds the organization for 3 active users',
  "2. Alice's laptop enrols Carl (carl@example.com) as STANDARD",
  "3. Carl's laptop invites a device of Carl",
  '4. the claimer starts to greet on device invitation 1 of Carl with Carl',
  "5. Carl's laptop submits step 0 of attempt 1 on device invitation 1 of Carl",
  "=> Carl's laptop calls organization_info: B answered not_ready, A answered greeting_attempt_not_joined; the rules allow greeting_attempt_not_joined",
];

const difference = [
  '1. Alice founds the organization',
  '2. the administration lets the organization expire',
  "3. Alice's laptop calls organization_info",
  '=> A answered HTTP 460 (organization expired), B answered ok; the model allows HTTP 460 (organization expired), and a baseline expects the breach of authentication/expired-is-460',
];

/** A report without the line breaks of the terminal. */
const unwrapped = (text: string): string => text.replace(/\n {7}(?=\S)/g, ' ').replace(/\n {2}\| /g, ' ');

test('a comparison names both servers, and each difference with what the model allows', () => {
  const text = unwrapped(textReport(log, plain, { verbose: true }));
  expect(text).toContain('B: http://127.0.0.1:6777 (parsec/3) ');
  expect(text).toContain(`in a generated life, by B\n`);
  expect(text).toContain('allowed difference in organization_info\n');
  for (const line of difference) expect(text).toContain(`    ${line}\n`);
  expect(text).toContain(
    '  A and B: 1 kind of difference that the model allows, 1 answer that it does not\n',
  );
  expect(text).toContain('A or B breaks a MUST');
  for (const report of [markdownReport(log), htmlReport(log)])
    expect(report).toContain('the administration lets the organization expire');
});

test('a comparison without a difference says so', () => {
  const { properties } = log;
  if (properties?.against === undefined) throw new Error('no comparison in the sample');
  const against = { ...properties.against, differences: [] };
  const calm: RunLog = { ...log, properties: { ...properties, against, counterexamples: [] } };
  expect(textReport(calm, plain)).toContain('  A and B answered each call alike\n');
});

test('the text shows the story of a counterexample, and what was explored', () => {
  const text = unwrapped(textReport(log, plain, { verbose: true }));
  for (const line of story) expect(text).toContain(`    ${line}\n`);
  expect(text).toMatch(
    /48 generated lives with 1800 calls in 2.9 s reached 1 of 2 replies,[\s|]+seed parsec/,
  );
  expect(text).toMatch(/life 3 contradicted user_create\/seat-free, and its story did not/);
  expect(text).toContain('calls of `invited` were left out; 1 requirement of the baseline was not judged');
  expect(text).toContain("again     npx --no parsec-spec validate … --only properties --seed 'parsec'");
});

test('a counterexample says who asked for the effect of its story, if that was answered wrongly', () => {
  const [first] = log.properties?.counterexamples ?? [];
  if (first === undefined) throw new Error('no counterexample in the sample');
  const { asked: _, ...plainFirst } = first;
  const lineOf = (asked: typeof first.asked) =>
    counterexampleLines({ ...plainFirst, ...(asked && { asked }) }).at(-1);
  expect(lineOf({ command: 'organization_info', device: 'alice-laptop' })).toMatch(
    /^=> Alice's laptop calls organization_info: B answered not_ready/,
  );
  expect(lineOf({ command: 'invite_info' })).toMatch(/^=> the claimer calls invite_info: B answered/);
  expect(lineOf(undefined)).toMatch(/^=> B answered not_ready/);
});

test('of two lists that differ in a few items, the last line shows these items only', () => {
  const [first] = log.properties?.counterexamples ?? [];
  if (first === undefined) throw new Error('no counterexample in the sample');
  const { by: _, other: __, asked: ___, ...own } = first;
  const lineOf = (observed: readonly string[], facts: readonly string[]) =>
    counterexampleLines({
      ...own,
      observed: { status: 200, facts: observed },
      allowed: [{ status: 200, facts }],
    }).at(-1);
  const facts = ['is_bootstrapped true', 'is_expired true', 'outsiders true', 'archiving 0', 'terms 0'];
  const changed = facts.with(1, 'is_expired false');
  expect(lineOf(changed, facts)).toBe(
    '=> answered HTTP 200 facts=…, is_expired false; the rules allow HTTP 200 facts=…, is_expired true',
  );
  const short = ['a', 'b', 'c'];
  expect(lineOf(short.toReversed(), short)).toBe(
    '=> answered HTTP 200 facts=c, b, a; the rules allow HTTP 200 facts=a, b, c',
  );
  expect(lineOf([], ['a'])).toBe('=> answered HTTP 200 facts=none; the rules allow HTTP 200 facts=a');
  expect(lineOf(facts, [...facts])).toBe('=> answered HTTP 200; the rules allow HTTP 200');
});

test('the text shows the last calls before one that was not answered', () => {
  expect(textReport(log, plain, { verbose: true })).toContain(
    "  not answered, after these calls:\n    1. Alice founds the organization\n    2. Alice's laptop invites a device of Alice\n",
  );
});

test('the text of a replayed story says how many of its calls were made, and what they showed', () => {
  const { properties } = log;
  if (properties === undefined) throw new Error('no lives in the sample');
  const replayed = { requirement: 'user_create/seat-free', calls: 3, made: 2 };
  const textOf = (changes: Partial<typeof properties>) =>
    textReport({ ...log, properties: { ...properties, replayed, ...changes } }, plain, {
      verbose: true,
    }).replace(/\n {2}\| /g, ' ');
  expect(textOf({})).toContain('the story of user_create/seat-free, 2 of 3 calls made: a counterexample\n');
  const none = { counterexamples: [], unconfirmed: [] };
  expect(textOf(none)).toContain('3 calls made: the model allows every answer\n');
  expect(textOf({ counterexamples: [] })).toContain(
    '3 calls made: a counterexample that did not show again\n',
  );
  expect(textOf({ counterexamples: [], hindrance: 'gone' })).toContain('calls made: gone\n');
});

test('JUnit, Markdown and HTML show the story', () => {
  expect(junitReport(log)).toMatch(/<testsuite name="properties"[^>]* tests="1" failures="1"/);
  for (const report of [markdownReport(log), junitReport(log)])
    for (const line of story)
      expect(report).toContain(line.replace('=>', report.startsWith('<') ? '=&gt;' : '=>'));
  expect(htmlReport(log)).toContain(
    '4. the claimer starts to greet on device invitation 1 of Carl with Carl',
  );
});

test('without a counterexample the lives are one passing case', () => {
  const { properties } = log;
  if (properties === undefined) throw new Error('no lives in the sample');
  const calm: RunLog = { ...log, properties: { ...properties, counterexamples: [] } };
  expect(junitReport(calm)).toMatch(/classname="properties" name="no counterexample" time="[\d.]+"\/>/);
});

test('the result holds the lives as values', () => {
  if (log.finished === undefined) throw new Error('the run did not end');
  const { properties } = makeResult(log, log.finished);
  expect(properties?.counterexamples[0]?.story.calls).toHaveLength(4);
  expect(properties).not.toHaveProperty('event');
});

test('each kind of call is a sentence', () => {
  const token = 'zoe@example.com#2';
  const calls: readonly StoryCall[] = [
    { cmd: 'device_create', by: 'carl-laptop', device: 'carl-phone', dated: 'before-last' },
    { cmd: 'user_update', by: 'alice-laptop', user: 'carl', profile: 'ADMIN', dated: 'last' },
    { cmd: 'user_revoke', by: 'alice-laptop', user: 'carl' },
    { cmd: 'invite_new_user', by: 'alice-laptop', email: 'zoe@example.com' },
    { cmd: 'invite_cancel', by: 'alice-laptop', token },
    { cmd: 'invite_complete', by: 'alice-laptop', token },
    { cmd: 'invite_list', by: 'alice-laptop' },
    { cmd: 'organization_info', by: 'alice-laptop' },
    { cmd: 'certificate_get', by: 'alice-laptop' },
    { cmd: 'invite_info', token },
    { cmd: 'greeting_step', token, greeter: 'alice', attempt: 2, step: 3, half: 'other' },
    { cmd: 'greeting_cancel', token, greeter: 'alice', attempt: 2, reason: 'INVALID_SAS_CODE' },
    { cmd: 'user_freeze', user: 'carl' },
    { cmd: 'user_unfreeze', user: 'carl' },
    { cmd: 'organization_expire' },
    { cmd: 'organization_unexpire' },
    { cmd: 'user_revoke', by: 'alice-laptop', user: 'carl', fault: 'the certificate does not decode' },
    { cmd: 'greeting_run', by: 'alice-laptop', token: 'carl#1', greeter: 'alice', step: 5 },
    { cmd: 'certificate_get', by: 'alice-laptop', after: 3 },
    { cmd: 'list_frozen_users', by: 'alice-laptop' },
    { cmd: 'tos_get', by: 'alice-laptop' },
    { cmd: 'tos_accept', by: 'alice-laptop', terms: 2, early: true },
    { cmd: 'organization_publish_terms' },
    { cmd: 'organization_remove_terms' },
    { cmd: 'organization_limit', limit: 4 },
    { cmd: 'organization_limit', limit: null },
    { cmd: 'invite_info', token: UNKNOWN_TOKEN },
    { cmd: 'invite_new_user', by: 'alice-laptop', email: 'zoe@example.com', mail: true },
    { cmd: 'invite_new_device', by: 'alice-laptop', mail: true },
    { cmd: 'organization_update', outsiders: false },
    { cmd: 'organization_update', limit: 4, archiving: 0 },
    { cmd: 'device_create', by: 'alice-laptop', device: 'carl-phone' },
    { cmd: 'user_create', by: 'alice-laptop', user: 'alice', email: 'al@example.com', profile: 'ADMIN' },
    { cmd: 'device_create', by: 'alice-laptop', device: 'carl-phone', in: 'second' },
  ];
  expect(storyLines({ organization: { active_users_limit: null }, calls })).toEqual([
    'Alice founds the organization',
    "Carl's laptop adds Carl's phone, dated 1 µs before the last certificate",
    "Alice's laptop makes Carl ADMIN, with the date of the last certificate",
    "Alice's laptop revokes Carl",
    "Alice's laptop invites zoe@example.com",
    "Alice's laptop cancels invitation 2 of zoe@example.com",
    "Alice's laptop completes invitation 2 of zoe@example.com",
    "Alice's laptop lists the invitations",
    "Alice's laptop calls organization_info",
    "Alice's laptop reads all certificates",
    'the claimer looks at invitation 2 of zoe@example.com',
    'the claimer submits another half of step 3 of attempt 2 with Alice on invitation 2 of zoe@example.com',
    'the claimer cancels attempt 2 with Alice on invitation 2 of zoe@example.com, reason INVALID_SAS_CODE',
    'the administration freezes Carl',
    'the administration unfreezes Carl',
    'the administration lets the organization expire',
    'the administration lifts the expiry',
    "Alice's laptop revokes Carl; the certificate does not decode",
    "Alice's laptop and the claimer greet on device invitation 1 of Carl up to and including step 5",
    "Alice's laptop reads the certificates later than certificate 3",
    "Alice's laptop lists the frozen users",
    "Alice's laptop reads the terms",
    "Alice's laptop accepts terms 2 with a date 1 µs too early",
    'the administration publishes terms',
    'the administration removes the terms',
    'the administration limits the active users to 4',
    'the administration removes the limit of active users',
    'the claimer looks at an unknown invitation',
    "Alice's laptop invites zoe@example.com by mail",
    "Alice's laptop invites a device of Alice by mail",
    'the administration forbids OUTSIDERs',
    'the administration limits the active users to 4, sets an archiving period of 0 s at once',
    "Alice's laptop adds a device with the id of Carl's phone",
    "Alice's laptop enrols a user with the id of Alice (al@example.com) as ADMIN",
    "Alice's laptop adds Carl's phone, in the second organization",
  ]);
});
