import { isRed, type PropertiesFinished } from '../runner/run-events.ts';
import { PROPERTIES } from '../runner/select.ts';
import { terminalBlock, terminalLine } from '../wire/terminal-text.ts';
import { plain } from './paint.ts';
import type { CheckFinished } from './report-events.ts';
import { bySection, type SectionSummary } from './result.ts';
import type { RunLog } from './run-log.ts';
import { counterexampleLines } from './story-lines.ts';
import { pageLines, textFinding } from './text-finding.ts';

/**
 * The run as JUnit XML: a suite for each section, a case for each check.
 *
 * Checks that are red or not testable are failures. Known failures, checks that do not apply to this
 * target, and blocked checks are skipped. Warnings and notes pass, with their text as output. The
 * generated lives are a suite of their own.
 */
export function junitReport({ started, checks, properties }: RunLog): string {
  const name = `${started.suite.name} ${started.suite.version} on ${started.target.address}`;
  const all = totals(checks);
  const lives = properties === undefined ? undefined : totalsOfLives(properties);
  const sum = {
    ...all,
    tests: all.tests + (lives?.tests ?? 0),
    failures: all.failures + (lives?.failures ?? 0),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name, ...sum })}>`,
    ...bySection(checks).flatMap((section) => suite(section, started)),
    ...(properties === undefined ? [] : suiteOfLives(properties, started)),
    '</testsuites>',
    '',
  ].join('\n');
}

/** A case for each counterexample of the generated lives; one that passes if there is none. */
function suiteOfLives(properties: PropertiesFinished, { startedAt, site }: RunLog['started']): string[] {
  const { counterexamples, durationMs } = properties;
  const time = (durationMs / 1000).toFixed(4);
  const opening = (id: string) => `    <testcase ${attributes({ classname: PROPERTIES, name: id, time })}`;
  return [
    `  <testsuite ${attributes({ name: PROPERTIES, timestamp: secondsOf(startedAt), ...totalsOfLives(properties) })}>`,
    ...(counterexamples.length === 0 ? [`${opening('no counterexample')}/>`] : []),
    ...counterexamples.flatMap((one) => {
      const text = [...pageLines(site, one.requirement.id), ...counterexampleLines(one)].join('\n');
      const message = terminalLine(one.requirement.sentence);
      const content = isRed(one.outcome)
        ? `<failure ${attributes({ message, type: one.outcome })}>${xmlText(text)}</failure>`
        : output(text);
      return [`${opening(one.requirement.id)}>`, `      ${content}`, '    </testcase>'];
    }),
    '  </testsuite>',
  ];
}

const totalsOfLives = ({ counterexamples }: PropertiesFinished) => ({
  tests: Math.max(1, counterexamples.length),
  failures: counterexamples.filter(({ outcome }) => isRed(outcome)).length,
  errors: 0,
  skipped: 0,
});

const secondsOf = (startedAt: string): string => startedAt.slice(0, 'YYYY-MM-DDThh:mm:ss'.length);

function suite({ section, checks }: SectionSummary, { startedAt, seed, site }: RunLog['started']): string[] {
  const timestamp = secondsOf(startedAt);
  return [
    `  <testsuite ${attributes({ name: section, timestamp, ...totals(checks) })}>`,
    '    <properties>',
    `      <property ${attributes({ name: 'seed', value: seed })}/>`,
    '    </properties>',
    ...checks.flatMap((check) => testCase(section, check, site)),
    '  </testsuite>',
  ];
}

function testCase(section: string, check: CheckFinished, site: string | undefined): string[] {
  const time = (check.durationMs / 1000).toFixed(4);
  const opening = `    <testcase ${attributes({ classname: section, name: check.check, time })}`;
  const content = contentOf(check, site);
  return content.length === 0
    ? [`${opening}/>`]
    : [`${opening}>`, ...content.map((line) => `      ${line}`), '    </testcase>'];
}

function contentOf(check: CheckFinished, site: string | undefined): string[] {
  const { outcome, message, reason } = check;
  if (isFailure(check))
    return [
      `<failure ${attributes({ message: terminalLine(message ?? outcome), type: outcome })}>${xmlText(textFinding(check, plain, site))}</failure>`,
    ];
  if (isSkipped(check))
    return [skipped(check), output(terminalBlock(`${outcome}: ${reason ?? message ?? ''}`, '  | '))];
  return outcome === 'pass' ? [] : [output(textFinding(check, plain, site))];
}

const skipped = ({ blockedBy }: CheckFinished): string =>
  blockedBy === undefined ? '<skipped/>' : `<skipped ${attributes({ message: `blocked: ${blockedBy}` })}/>`;

const output = (text: string): string => `<system-out>${xmlText(text)}</system-out>`;

const isFailure = ({ outcome }: CheckFinished): boolean =>
  ['fail', 'stale', 'flaky', 'notTestable'].includes(outcome);
const isSkipped = ({ outcome }: CheckFinished): boolean =>
  ['notApplicable', 'knownFailure', 'blocked'].includes(outcome);

const totals = (checks: readonly CheckFinished[]) => ({
  tests: checks.length,
  failures: checks.filter(isFailure).length,
  errors: 0,
  skipped: checks.filter(isSkipped).length,
});

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${xmlAttribute(String(value))}"`)
    .join(' ');

// XML 1.0 cannot represent these characters, not even escaped.
const invalid = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]/gu;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Parsers turn a carriage return into a line feed.
  '\r': '&#13;',
};

/** Text as the content of an element. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(invalid, '\ufffd')
    .replace(/[&<>"\r]/g, (character) => references[character] ?? character);

/**
 * Text as a quoted attribute. Line breaks and tabs are escaped, or parsers turn them into blanks.
 */
export const xmlAttribute = (text: string): string =>
  xmlText(text).replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
