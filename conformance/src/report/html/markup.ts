import { deflateRawSync } from 'node:zlib';
import { printable } from '../../wire/terminal-text.ts';

/** Escaped HTML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | undefined | false | Markup | readonly Part[];

/**
 * Template tag. Every inserted value is escaped unless it is markup; undefined and false are
 * omitted. Control characters are escaped, too, because a reader may copy the text into a terminal.
 */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(texts.map((text, index) => text + render(parts[index])).join(''));

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return printable(String(part))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A sentence with its `code` spans marked up. */
export const prose = (sentence: string): Markup =>
  html`${sentence.split('`').map((text, index) => (index % 2 === 1 ? html`<code>${text}</code>` : text))}`;

/** Markup, compressed (raw deflate, base64). The script of the page unpacks it when it is wanted. */
export const packed = (markup: Markup): Markup =>
  html`<script type="text/plain">${new Markup(deflateRawSync(markup.text, { level: 9 }).toString('base64'))}</script>`;
