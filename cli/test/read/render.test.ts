import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { wrap } from '../../src/main/wrap.ts';
import { render } from '../../src/read/render.ts';
import { topics } from '../../src/read/topics.ts';

const page = { width: 80, color: false };

/** Markdown without its blocks of code. */
const outside = (markdown: string): string => markdown.replace(/^```[^\n]*\n[\s\S]*?^```$/gm, '');

describe('every topic on a page of 80 columns', () => {
  it.each(topics())('$kind $name', ({ markdown }) => {
    const text = render(markdown, page);
    // Code and links are unchanged, so that they can be copied.
    const long = text.split('\n').filter((line) => line.length > 80 && !/^ {2}\S|:\/\/|^ {4}/.test(line));
    expect(long).toEqual([]);
    const prose = text.replace(/^ {2}(?! *(\*|\d+\.) ).*$/gm, '');
    expect(prose).not.toMatch(/\*\*|<!--|\]\(|^#/m);
    // A table cuts words that do not fit.
    expect(text.split('…').length).toBeLessThanOrEqual(markdown.split('…').length);
  });
});

describe('every example of a topic', () => {
  it.each(topics().filter(({ markdown }) => /^<!-- example:/m.test(outside(markdown))))(
    '$kind $name',
    ({ markdown }) => {
      const text = render(markdown, page);
      const count = (pattern: RegExp, of: string): number => [...of.matchAll(pattern)].length;
      const written = outside(markdown);
      expect(count(/^Given: \S+?[.;]/gm, text)).toBe(count(/^<!-- example: given=/gm, written));
      expect(count(/^Then[.;]/gm, text)).toBe(count(/^<!-- example: then/gm, written));
      expect(count(/^(?:Given|Then).*; by \w+[.;]/gm, text)).toBe(count(/^<!-- example: .* by=/gm, written));
      for (const kind of ['request', 'reply', 'event'])
        expect(count(new RegExp(`^${kind}:$`, 'gm'), text), kind).toBe(
          count(new RegExp(`^\`\`\`json ${kind}$`, 'gm'), markdown),
        );
    },
  );
});

describe('a page', () => {
  it('has lists with indented continuation lines', () => {
    expect(
      render('- **a/b** MUST say one two three four five. (ROW, server)\n', { ...page, width: 40 }),
    ).toBe('  * a/b MUST say one two three four\n    five. (ROW, server)\n');
  });

  it('has tables that fit, with every word', () => {
    const words = Array.from({ length: 30 }, (_, index) => `word${index}`);
    const text = render(`| a | b |\n|---|---|\n| x | ${words.join(' ')} |\n`, { ...page, width: 50 });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
    for (const word of words) expect(text).toContain(word);
  });

  it('has tables that break a long name and do not cut it', () => {
    const name = 'realm_minimum_archiving_period_before_deletion';
    const text = render(`| event | fields |\n|---|---|\n| a | \`x\`, \`${name}\` |\n`, {
      ...page,
      width: 40,
    });
    expect(text.replace(/[^\w]/g, '')).toContain(name);
    expect(text).toMatch(/realm_minimum_archiving_ *│\n/);
  });

  it('introduces an example by its precondition and drops other comments', () => {
    const text = render(
      '<!-- example: given=created family=tos -->\n```json request\n{ "a": 1 }\n```\n<!-- generated: x -->\n',
      page,
    );
    expect(text).toMatch(/Given: created; family tos\.\s+request:\s+\{ "a": 1 \}/);
    expect(text).not.toContain('generated');
  });

  it('shows the sender of each example, its continuation and its events', () => {
    const event = '```json event\n{ "b": 2 }\n```\n';
    const text = render(
      `<!-- example: given=invited by=zack -->\n${event}<!-- example: then by=bob family=tos -->\n${event}<!-- example: then -->\n`,
      page,
    );
    expect(text.split(/\s*\n\s*/).filter((line) => line !== '')).toEqual([
      'Given: invited; by zack.',
      'event:',
      '{ "b": 2 }',
      'Then; by bob; family tos.',
      'event:',
      '{ "b": 2 }',
      'Then.',
    ]);
  });

  it('has the same text with and without colours', () => {
    const markdown = '# A\n\nSome `code` and **more**.\n';
    expect(stripVTControlCharacters(render(markdown, { ...page, color: true }))).toBe(render(markdown, page));
  });
});

describe('a wrapped line', () => {
  it('does not count colours', () => {
    expect(wrap('  * \u001b[1mone\u001b[22m two three', 13)).toBe(
      '  * \u001b[1mone\u001b[22m two\n    three',
    );
  });

  it('is unchanged if it fits', () => {
    expect(wrap('  1. one two', 12)).toBe('  1. one two');
  });
});
