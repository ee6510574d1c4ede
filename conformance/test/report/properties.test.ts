import { expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { junitReport } from '../../src/report/junit.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { plain } from '../../src/report/paint.ts';
import { makeResult } from '../../src/report/result.ts';
import type { RunLog } from '../../src/report/run-log.ts';
import { counterexampleLines } from '../../src/report/story-lines.ts';
import { textReport } from '../../src/report/text.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();

const story = [
  '1. created with limit 3',
  '2. alice enrols carl',
  '3. carl invites a device',
  '4. claimer starts carl/device#1 with carl',
  '5. carl takes step 0 of attempt 1 at carl/device#1',
  '=> carl calls organization_info: B answered not_ready, A answered greeting_attempt_not_joined; the rules allow greeting_attempt_not_joined',
];

const difference = [
  '1. expire',
  '2. alice asks',
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
  for (const report of [markdownReport(log), htmlReport(log)]) expect(report).toContain('1. expire');
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
    /^=> alice calls organization_info: B answered not_ready/,
  );
  expect(lineOf({ command: 'invite_info' })).toMatch(/^=> claimer calls invite_info: B answered/);
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
    '  not answered, after these calls:\n    1. alice invites a device\n',
  );
});

test('the text of a replayed story says how many of its calls were made, and what they showed', () => {
  const { properties } = log;
  if (properties === undefined) throw new Error('no lives in the sample');
  const replayed = { calls: 3, made: 2 };
  const textOf = (changes: Partial<typeof properties>) =>
    textReport({ ...log, properties: { ...properties, replayed, ...changes } }, plain, {
      verbose: true,
    }).replace(/\n {2}\| /g, ' ');
  expect(textOf({})).toContain('the story, 2 of 3 calls made: a counterexample\n');
  const none = { counterexamples: [], unconfirmed: [] };
  expect(textOf(none)).toContain('3 calls made: the model allows every answer\n');
  expect(textOf({ counterexamples: [] })).toContain(
    '3 calls made: a counterexample that did not show again\n',
  );
  expect(textOf({ counterexamples: [], hindrance: 'gone' })).toContain('calls made: gone\n');
});

test('a story that was not shrunk to the end says so', () => {
  const { properties } = log;
  if (properties === undefined) throw new Error('no lives in the sample');
  const textOf = (counterexamples: typeof properties.counterexamples) =>
    textReport({ ...log, properties: { ...properties, counterexamples } }, plain, { verbose: true });
  const warning = 'Time was up before this story was shrunk to the end.';
  expect(textOf(properties.counterexamples)).not.toContain(warning);
  expect(textOf(properties.counterexamples.map((one) => ({ ...one, isUnshrunk: true })))).toContain(warning);
});

test('JUnit, Markdown and HTML show the story', () => {
  expect(junitReport(log)).toMatch(/<testsuite name="properties"[^>]* tests="1" failures="1"/);
  for (const report of [markdownReport(log), junitReport(log)])
    for (const line of story)
      expect(report).toContain(line.replace('=>', report.startsWith('<') ? '=&gt;' : '=>'));
  expect(htmlReport(log)).toContain('4. claimer starts carl/device#1 with carl');
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
