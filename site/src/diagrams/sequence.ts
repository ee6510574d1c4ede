import { LINE, picture, round, textAt, tip, widthOf, wrapped } from './svg-text.ts';

/** A person or a machine of a sequence. */
export interface Participant {
  readonly id: string;
  readonly label: string;
  readonly isPerson?: boolean;
}

/** A message from one participant to another, or a note over some of them. */
export type SequenceRow = (
  | {
      readonly from: string;
      readonly to: string;
      /** `event`: sent without being asked for. `voice`: no machine carries it. */
      readonly kind: 'request' | 'reply' | 'event' | 'voice';
    }
  | { readonly over: readonly string[] }
) & {
  readonly label: string;
  /** The id of an element of the page that the row links to. */
  readonly target?: string;
};

const MARGIN = 12;
const HEAD = 40;
const GAP = 14;

/** Draws a sequence diagram as SVG. */
export function sequence(
  name: string,
  participants: readonly Participant[],
  rows: readonly SequenceRow[],
): string {
  const heads = participants.map(({ label }) => wrapped(label, 18));
  const headHeight = HEAD + LINE * (Math.max(...heads.map((lines) => lines.length)) - 1);
  const indexOf = (id: string): number => participants.findIndex((one) => one.id === id);
  const spans = rows.map((row) => {
    const ids = 'over' in row ? row.over : [row.from, row.to];
    const places = ids.map(indexOf);
    return [Math.min(...places), Math.max(...places)] as const;
  });
  const labels = rows.map((row) =>
    'over' in row && row.over.length > 1 ? wrapped(row.label, 60) : wrapped(row.label),
  );
  const xs = columns(
    heads,
    spans.map(([first, last], nth) => ({ first, last, width: widthOf(labels[nth] ?? []) + 28 })),
  );
  const right = (xs.at(-1)?.x ?? 0) + (xs.at(-1)?.half ?? 0);
  const xOf = (id: string): number => xs[indexOf(id)]?.x ?? 0;

  let y = headHeight + 2 * GAP;
  let [least, most] = [0, right];
  const drawn = rows.map((row, nth) => {
    const lines = labels[nth] ?? [];
    const height = lines.length * LINE + GAP;
    const top = y;
    y += height + ('over' in row ? GAP / 2 : 0);
    const shape =
      'over' in row
        ? note(row.over.map(xOf), lines, top)
        : message(row, xOf(row.from), xOf(row.to), lines, top);
    if ('over' in row) {
      const [start, width] = noteSpan(row.over.map(xOf), lines);
      [least, most] = [Math.min(least, start), Math.max(most, start + width)];
    }
    if (row.target === undefined) return shape;
    return `<a href="#${row.target}"><rect class="hit" x="0" y="${round(top - 5)}" width="${round(right)}" height="${height}"/>${shape}</a>`;
  });
  const lifelines = xs.map(
    ({ x }) => `<line class="life" x1="${round(x)}" y1="${headHeight}" x2="${round(x)}" y2="${round(y)}"/>`,
  );
  const boxes = participants.map(({ isPerson = false }, nth) => {
    const { x = 0, half = 0 } = xs[nth] ?? {};
    const lines = heads[nth] ?? [];
    const box = `<rect class="${isPerson ? 'box person' : 'box'}" x="${round(x - half + 6)}" y="2" width="${round(2 * half - 12)}" height="${headHeight - 4}" rx="${isPerson ? 18 : 4}"/>`;
    return `<g class="node">${box}${textAt(lines, x, headHeight / 2 + 5 - ((lines.length - 1) * LINE) / 2)}</g>`;
  });
  const shift = MARGIN - least;
  const content = `<g transform="translate(${round(shift)} 0)">${[...lifelines, ...drawn].join('')}<g class="heads"><rect x="${round(least)}" y="0" width="${round(most - least)}" height="${headHeight}"/>${boxes.join('')}</g></g>`;
  return picture(name, most + shift + MARGIN, y + GAP, content);
}

/** The middle and half the width of each column, wide enough for heads and labels. */
function columns(
  heads: readonly (readonly string[])[],
  labels: readonly { readonly first: number; readonly last: number; readonly width: number }[],
) {
  const halves = heads.map((lines) => widthOf(lines) / 2 + 18);
  const gaps = halves.slice(1).map((half, nth) => half + (halves[nth] ?? 0));
  for (const { first, last, width } of [...labels].sort(
    (one, other) => one.last - one.first - (other.last - other.first),
  )) {
    if (first === last) continue;
    const missing = width - gaps.slice(first, last).reduce((sum, gap) => sum + gap, 0);
    for (let nth = first; missing > 0 && nth < last; nth++)
      gaps[nth] = (gaps[nth] ?? 0) + missing / (last - first);
  }
  let x = halves[0] ?? 0;
  return halves.map((half, nth) => {
    if (nth > 0) x += gaps[nth - 1] ?? 0;
    return { x, half };
  });
}

function message(
  { kind }: { readonly kind: 'request' | 'reply' | 'event' | 'voice' },
  from: number,
  to: number,
  lines: readonly string[],
  top: number,
): string {
  const y = round(top + lines.length * LINE);
  const line = `<line class="message ${kind}" x1="${round(from)}" y1="${y}" x2="${round(to)}" y2="${y}"/>`;
  return line + tip(to, y, to - from, 0, kind === 'event') + textAt(lines, (from + to) / 2, top + 10);
}

function noteSpan(xs: readonly number[], lines: readonly string[]): readonly [start: number, width: number] {
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const width = Math.max(widthOf(lines) + 20, last - first + 20);
  return [(first + last) / 2 - width / 2, width];
}

function note(xs: readonly number[], lines: readonly string[], top: number): string {
  const [start, width] = noteSpan(xs, lines);
  return `<g class="node"><rect class="note" x="${round(start)}" y="${round(top - 4)}" width="${round(width)}" height="${lines.length * LINE + 8}"/>${textAt(lines, start + width / 2, top + 10)}</g>`;
}
