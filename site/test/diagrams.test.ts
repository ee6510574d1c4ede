import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MermaidError, mermaid } from '../src/diagrams/mermaid.ts';
import { render } from '../src/generator/markdown.ts';
import { BrokenText, root } from '../src/generator/sources.ts';

/** Every Mermaid diagram of the repository. */
const fences = globSync('**/*.md', { cwd: root, exclude: (name) => /^(node_modules|built|\..*)$/.test(name) })
  .sort()
  .flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)].map(
      ([, text = ''], nth) => ({ name: `${file}, diagram ${nth + 1}`, text }),
    ),
  );

/** The labels of a diagram, found without its grammar: quoted texts, texts after a colon, lines of notes. */
const labelsOf = (text: string): readonly string[] => [
  ...[...text.matchAll(/"([^"]+)"|\(\((.+?)\)\)| as (.+)|: (.+)|-- (\w+) --|\|(.+?)\||-\. (\w+) \./g)].map(
    (found) => found.slice(1).find((label) => label !== undefined) ?? '',
  ),
  ...[...text.matchAll(/note right of \w+\n([\s\S]*?)end note/g)].flatMap(([, lines = '']) =>
    lines.trim().split('\n'),
  ),
];

test('the repository has diagrams of each kind', () => {
  const kinds = new Set(fences.map(({ text }) => text.split(/\s/)[0]));
  expect([...kinds].sort()).toEqual(['flowchart', 'sequenceDiagram', 'stateDiagram-v2']);
});

test.each(fences)('$name is drawn with all its labels', ({ text }) => {
  const picture = mermaid(text);
  const shown = [...picture.matchAll(/<text[^>]*>([^<]*)/g)].map(([, line]) => line).join(' ');
  for (const label of labelsOf(text))
    expect(shown.replaceAll('&amp;', '&')).toContain(label.trim().replace(/\s+/g, ' '));
  expect(picture).not.toMatch(/NaN|undefined|style=|<script|https?:/);
});

test.each([
  ['pie title Pets', 0],
  ['sequenceDiagram\n  participant A\n  A->>B: hello', 2],
  ['sequenceDiagram\n  participant A\n  loop every minute', 2],
  ['flowchart LR\n  A --> B\n  A ==> C', 2],
  ['stateDiagram-v2\n  [*] --> A\n  state fork <<fork>>', 2],
  ['stateDiagram-v2\n  note right of A\n    open', 2],
])('%j is refused at its line', (text, line) => {
  expect(() => mermaid(text)).toThrow(MermaidError);
  try {
    mermaid(text);
  } catch (error) {
    expect((error as MermaidError).line).toBe(line);
  }
});

test('a text with a diagram that cannot be drawn is refused with its line', () => {
  const source = { file: 'docs/x.md', address: 'docs/x', group: 'Guides' };
  const markdown = '# X\n\n```mermaid\nsequenceDiagram\n    participant A\n    A-xA: lost\n```\n';
  const rendered = () => render({ ...source, markdown }, new Map());
  expect(rendered).toThrow(BrokenText);
  expect(rendered).toThrow('docs/x.md:6: ');
});
