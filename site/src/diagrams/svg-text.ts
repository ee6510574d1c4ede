import { escaped } from '../generator/html.ts';

/** Height of a line of text, in px. */
export const LINE = 18;

/** The longest line of a label, in characters. */
const MAX_CHARACTERS = 34;

/** A label in several lines. */
export function wrapped(label: string, most = MAX_CHARACTERS): readonly string[] {
  return label.split(/<br\s*\/?>|\n/).flatMap((part) => {
    const lines: string[] = [];
    for (const word of part.trim().split(/\s+/)) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= most)
        lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

/** The width of the longest line, in px. No browser measures it, so it is estimated for wide fonts. */
export const widthOf = (lines: readonly string[]): number =>
  Math.max(0, ...lines.map((line) => [...line].reduce((sum, letter) => sum + widthOfLetter(letter), 0)));

const widthOfLetter = (letter: string): number =>
  /[A-ZMWmw_@…]/.test(letter) ? 9.6 : /[iljtfr.,:;'| ]/.test(letter) ? 4.6 : 7.4;

/** Lines of text, the first one at `y`, centred on `x`. */
export const textAt = (lines: readonly string[], x: number, y: number): string =>
  lines
    .map((line, nth) => `<text x="${round(x)}" y="${round(y + nth * LINE)}">${escaped(line)}</text>`)
    .join('');

/** A picture of this size, which scrolls sideways where it is too wide. */
export function picture(name: string, width: number, height: number, content: string): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return `<div class="diagram" tabindex="0" role="group" aria-label="${escaped(name)}"><svg width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">${content}</svg></div>\n`;
}

/** The tip of an arrow that ends at a point, in the direction of (dx, dy). */
export function tip(x: number, y: number, dx: number, dy: number, isOpen = false): string {
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const corner = (side: number): string =>
    `${round(x - 9 * ux + side * 4 * uy)},${round(y - 9 * uy - side * 4 * ux)}`;
  const points = `${corner(1)} ${round(x)},${round(y)} ${corner(-1)}`;
  return isOpen ? `<polyline class="open" points="${points}"/>` : `<polygon points="${points}"/>`;
}

/** A coordinate with one decimal at most. */
export const round = (value: number): number => Math.round(value * 10) / 10;
