import { countRed } from '../runner/verdict.ts';
import { plural } from '../wire/terminal-text.ts';
import { verdictWords } from './outcome-words.ts';
import type { RunLog } from './run-log.ts';

/** The content of a badge. */
interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: 'brightgreen' | 'red' | 'lightgrey';
}

/** The verdict as JSON for the endpoint badge of shields.io: label, message and colour. */
export const badgeJson = (log: RunLog): string =>
  `${JSON.stringify({ schemaVersion: 1, ...badgeOf(log) })}\n`;

/** The verdict as a self-contained SVG badge. */
export function badgeSvg(log: RunLog): string {
  const { label, message, color } = badgeOf(log);
  const [left, right] = [widthOf(label), widthOf(message)];
  const width = left + right;
  const text = (words: string, from: number, space: number): string =>
    `<text x="${from + space / 2}" y="14" textLength="${space - 12}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${label}: ${message}">
<title>${label}: ${message}</title>
<clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#444"/><rect x="${left}" width="${right}" height="20" fill="${fills[color]}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(label, 0, left)}${text(message, left, right)}</g>
</svg>
`;
}

// White letters on these colours have a contrast of at least 4.5 to 1.
const fills = { brightgreen: '#1a7f37', red: '#cf222e', lightgrey: '#57606a' } as const;

// Approximate width in Verdana at 11 px. `textLength` makes it exact.
const widthOf = (text: string): number => Math.round(text.length * 6.6) + 12;

function badgeOf({ started, finished }: RunLog): Badge {
  const label = 'parsec-spec';
  if (finished === undefined || finished.interrupted || finished.verdict === 'none')
    return { label, message: 'no verdict', color: 'lightgrey' };
  const { verdict, counts, requirements } = finished;
  if (verdict === 'pass')
    return {
      label,
      message: `${verdictWords(verdict, started)}, ${requirements.verified} of ${requirements.total} rows`,
      color: 'brightgreen',
    };
  const red = countRed(counts);
  return {
    label,
    message: red === 0 ? 'fail' : `fail, ${plural(red, 'check')}`,
    color: 'red',
  };
}
