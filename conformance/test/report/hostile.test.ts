import fc from 'fast-check';
import { lexer, type Token, type Tokens } from 'marked';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { junitReport, xmlAttribute, xmlText } from '../../src/report/junit.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { coloured, plain } from '../../src/report/paint.ts';
import { progress } from '../../src/report/progress.ts';
import type { RunLog } from '../../src/report/run-log.ts';
import { textReport } from '../../src/report/text.ts';
import type { ExchangeView } from '../../src/runner/exchange-view.ts';
import { terminalLine } from '../../src/wire/terminal-text.ts';
import { sampleLog } from '../support/report/sample-log.ts';

const { log } = await sampleLog();

/** Strings with a meaning in one of the formats, or in the log of a CI service. */
const pieces = [
  ...['\n', '\r', '\r\n', '\t', ' ', '\u0000', '\u0008', '\u000b', '\u001b[2J', '\u001b]0;x\u0007'],
  ...['\u007f', '\u0085', '\u009b1m', '\u2028', '\u2029', '\u202e', '\ufeff', '\ufffe', '\uffff'],
  ...['\ud800', '\udc00', '\u{1f600}', '`', '``', '```', '````\n', '~~~', '\\', '|', '*', '_', '[x](y)'],
  ...[']]>', '<![CDATA[', '<!--', '-->', '<?', '&', '&amp;', '&#0;', '<', '>', '"', "'", '</details>'],
  ...['</pre>', '</failure>', '<script>', '# x', '- x', '1. x', '> x', '---', '$&', '$1'],
  ...['verdict: pass', '::error::x', '::stop-commands::x', '##[error]x', '##vso[x]', 'pass'],
];
const hostileText = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** The sample run with `text` in each place where a report shows text from the target. */
function logWith(text: string): RunLog {
  const exchange = (view: ExchangeView): ExchangeView => ({
    ...view,
    request: { ...view.request, target: text },
    ...(view.response === undefined
      ? {}
      : {
          response: {
            status: view.response.status,
            reply: text,
            headers: [[text, text]],
            body: { bytes: 1, hex: '00', decoded: text },
          },
        }),
    error: text,
  });
  return {
    started: {
      ...log.started,
      target: { ...log.started.target, server: text },
      client: { kind: 'client', address: 'client:cmd:x', server: text },
    },
    finished: log.finished,
    checks: log.checks.map((check) => ({
      ...check,
      message: text,
      expected: text,
      observed: text,
      ...(check.outcome === 'knownFailure' ? { reason: text } : {}),
      exchanges: check.exchanges.map(exchange),
    })),
  };
}

const harmless = logWith('x');
const check = (property: (text: string) => void): void =>
  fc.assert(fc.property(hostileText, property), { numRuns: 300 });

/** The element names with their number of occurrences, and the text of each failure. */
function parsed(xml: string) {
  const elements: string[] = [];
  const messages: string[] = [];
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    elements.push(name);
    if (name === 'failure') messages.push(String(attributes.message));
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.write(xml).close();
  return { elements, messages, text };
}

/** XML cannot represent these two characters. */
const valid = (text: string): string => text.replace(/[\ufffe\uffff]/g, '\ufffd');

test('JUnit: hostile text stays text for an XML parser', () => {
  const { elements } = parsed(junitReport(harmless));
  check((text) => {
    const seen = parsed(junitReport(logWith(text)));
    expect(seen.elements).toEqual(elements);
    expect(new Set(seen.messages)).toEqual(new Set([valid(terminalLine(text))]));
  });
});

test('JUnit: all ends of CDATA in a text are escaped', () => {
  const text = ']]>]]>a]]>]]]]>>';
  expect(parsed(junitReport(logWith(text))).text).toContain(`observed  ${text}`);
});

/** Line starts that a person or a CI service would attribute to the suite. */
const claims = (output: string): readonly string[] =>
  output
    .split(/[\n\r\v\f\u0085\u2028\u2029]/)
    .flatMap((line) => /^\s*(verdict: \w+|::.*)/.exec(line)?.[1] ?? []);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const control = /(?!\n|\t)[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/;

test('text: hostile text starts no line and moves no cursor', () => {
  check((text) => {
    const output = textReport(logWith(text), plain);
    expect(claims(output)).toEqual(['verdict: fail']);
    expect(output).not.toMatch(control);
    expect(output).not.toMatch(/##\w*\[/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of the report
    const bare = textReport(logWith(text), coloured).replace(/\u001b\[\d+m/g, '');
    expect(bare).toBe(output);
  });
});

/** Outcomes that are reported while the run lasts. */
const isShown = ({ outcome }: { readonly outcome: string }): boolean =>
  ['fail', 'stale', 'flaky'].includes(outcome);

test('stderr: a failed check is one line, whatever the target sent', () => {
  check((text) => {
    const written: string[] = [];
    const { show } = progress((part) => void written.push(part), plain, false);
    for (const event of logWith(text).checks) show(event);
    expect(written).toHaveLength(log.checks.filter(isShown).length);
    for (const part of written) {
      expect(part).toMatch(/^(fail|stale|flaky) organization_bootstrap\/\S+: .*\n$/);
      expect(part).not.toMatch(control);
      expect(part).not.toMatch(/##\w*\[/);
    }
  });
});

/** Tokens of Markdown by type and depth, with the text of those other than code. */
const skeleton = (tokens: readonly Token[], depth = 0): readonly string[] =>
  tokens.flatMap((token) => {
    if (token.type === 'code' || token.type === 'codespan') return [`${depth} ${token.type}`];
    const { items } = token as Partial<Tokens.List>;
    const { header, rows } = token as Partial<Tokens.Table>;
    const cells = [...(header ?? []), ...(rows ?? []).flat()].flatMap((cell) => cell.tokens);
    const inner = [...(items ?? []), ...cells, ...('tokens' in token ? (token.tokens ?? []) : [])];
    return inner.length > 0
      ? [`${depth} ${token.type}`, ...skeleton(inner, depth + 1)]
      : [`${depth} ${token.type} ${token.raw}`];
  });

test('Markdown: hostile text stays in its code span or block', () => {
  const expected = skeleton(lexer(markdownReport(harmless)));
  expect(expected.filter((line) => line.endsWith('codespan')).length).toBeGreaterThan(5);
  check((text) => {
    const report = markdownReport(logWith(text));
    expect(skeleton(lexer(report))).toEqual(expected);
    expect(claims(report)).toEqual([]);
    expect(report).not.toMatch(control);
  });
});

/** Elements in the order of their tags, except the code spans made from back-ticks. */
const elementsOf = (page: string): readonly string[] =>
  (page.match(/<\/?[a-z]\w*/g) ?? []).filter((tag) => !/^<\/?code$/.test(tag));

test('HTML: hostile text makes no element', () => {
  const expected = elementsOf(htmlReport(harmless));
  check((text) => {
    const page = htmlReport(logWith(text));
    expect(elementsOf(page)).toEqual(expected);
    // A reader may copy the text into a terminal.
    expect(page.replaceAll('\r\n', '\n')).not.toMatch(control);
  });
});

test('XML: text of any kind comes back from a parser, but for characters that XML lacks', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML lacks
  const lacking = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
  check((text) => {
    const { text: seen, messages } = parsed(
      `<failure message="${xmlAttribute(text)}">${xmlText(text)}</failure>`,
    );
    const expected = text.toWellFormed().replace(lacking, '\ufffd');
    expect([seen, messages]).toEqual([expected, [expected]]);
  });
});
