import type { Results } from '../results.ts';
import { names } from '../servers/line-up.ts';
import { count, milliseconds, times } from './format.ts';
import { type LoadDescription, loads, rate, ratio } from './goals.ts';
import { base, serverIds } from './tables.ts';

/** An SVG element. Attributes are escaped; children must be SVG. */
function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly string[]
): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const open = `<${name}${list.join('')}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`;
}

/** Escapes text for use inside an element. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

// Written by hand: plotting libraries need a DOM, and a few rectangles are enough here.
const width = 760;
const row = 24;
const bars = { x: 180, width: 300 };
const head = 28;
const gap = 20;

const style = `
  svg { color-scheme: light dark; }
  .paper { fill: #ffffff; } .ink { fill: #1f2328; } .soft { fill: #59636e; }
  .ours { fill: #0969da; } .theirs { fill: #9aa4af; }
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; } .title { font-size: 14px; font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } .ink { fill: #f0f6fc; } .soft { fill: #9198a1; }
    .ours { fill: #4493f8; } .theirs { fill: #656c76; }
  }`;

/**
 * A bar chart of the rates, one panel per load. Follows the reader's light or dark scheme.
 */
export function chart(results: Results): string {
  let y = 16;
  const panels: string[] = [];
  for (const load of loads) {
    const panel = panelOf(results, load, y);
    if (panel === undefined) continue;
    panels.push(panel.svg);
    y += panel.height + gap;
  }
  const label = 'Rates of parsec-spec and parsec-cloud under two loads; the same figures stand in the tables';
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${y}`,
      width,
      height: y,
      role: 'img',
      'aria-label': label,
    },
    element('style', {}, style),
    element('rect', { class: 'paper', width, height: y }),
    ...panels,
  )}\n`;
}

function panelOf(
  results: Results,
  { kind, title, unit }: LoadDescription,
  top: number,
): { svg: string; height: number } | undefined {
  const present = serverIds.filter((id) => results.loads[kind]?.[id] !== undefined);
  if (present.length === 0) return undefined;
  const most = Math.max(...present.map((id) => rate(results, kind, id) ?? 0));
  const scaled = (value: number): number => Math.max(1, (value / most) * bars.width);
  const height = head + present.length * row;
  const lines = present.map((id, index) => {
    const [figures, value] = [results.loads[kind]?.[id], rate(results, kind, id) ?? 0];
    const y = top + head + index * row;
    const by = ratio(results, kind, id, base);
    const label = [
      `${count(value)}/s`,
      ...(by === undefined ? [] : [times(by)]),
      `p50 ${milliseconds(figures?.p50.median ?? 0)}, p99 ${milliseconds(figures?.p99.median ?? 0)}`,
    ].join(' · ');
    return [
      text(bars.x - 8, y + 14, 'ink', names[id], 'end'),
      element('rect', {
        class: id.startsWith('ours') ? 'ours' : 'theirs',
        x: bars.x,
        y: y + 3,
        width: scaled(value),
        height: row - 8,
        rx: 2,
      }),
      text(bars.x + bars.width + 12, y + 14, 'soft', label),
    ].join('');
  });
  return {
    height,
    svg: [text(16, top + 14, 'ink title', `${title}, ${unit} per second`), ...lines].join(''),
  };
}

const text = (x: number, y: number, kind: string, label: string, anchor = 'start'): string =>
  element('text', { x, y, class: kind, 'text-anchor': anchor }, escaped(label));
