import type { RunLog } from './run-log.ts';

/** The content of a badge. */
interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: 'brightgreen' | 'red' | 'lightgrey';
}

/**
 * The run as a badge of shields.io, for its "endpoint" address: JSON with label, message and
 * colour.
 */
export const badgeJson = (log: RunLog): string =>
  `${JSON.stringify({ schemaVersion: 1, ...badgeOf(log) })}\n`;

/** The run as a badge: a self-contained SVG. */
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

// Contrast of at least 4.5 to 1 with white letters.
const fills = { brightgreen: '#1a7f37', red: '#cf222e', lightgrey: '#57606a' } as const;

// Verdana at 11 px, near enough: `textLength` makes it exact.
const widthOf = (text: string): number => Math.round(text.length * 6.6) + 12;

function badgeOf({ finished }: RunLog): Badge {
  const label = 'parsec-spec';
  if (finished === undefined || finished.interrupted || finished.verdict === 'none')
    return { label, message: 'no verdict', color: 'lightgrey' };
  const { verdict, counts, requirements } = finished;
  if (verdict === 'pass')
    return {
      label,
      message: `pass, ${requirements.verified} of ${requirements.total} rows`,
      color: 'brightgreen',
    };
  const red = counts.fail + counts.stale + counts.flaky;
  return {
    label,
    message: red === 0 ? 'fail' : `fail, ${red} ${red === 1 ? 'check' : 'checks'}`,
    color: 'red',
  };
}
