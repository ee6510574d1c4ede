import { posix } from 'node:path';

/** Escapes a text for HTML, between tags or in an attribute. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The text of HTML, without pictures. */
export const textOf = (html: string): string =>
  html
    .replace(/<svg[\s\S]*?<\/svg>|<[^>]+>/g, ' ')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: keyof typeof entities) => entities[name])
    .replace(/\s+/g, ' ')
    .trim();

const entities = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** A text in a frame that scrolls sideways, with a caption. */
export const codeFigure = (caption: string, text: string): string =>
  `<figure class="code"><figcaption>${escaped(caption)}</figcaption><pre tabindex="0"><code>${escaped(text)}</code></pre></figure>`;

/**
 * Makes the links of a page, which begin at the root of the site, relative to the page: a site can lie in
 * any folder. On the disk no server looks for `index.html`, so links to folders name it.
 */
export const withRelativeLinks = (address: string, html: string): string =>
  html.replace(/(?<= (?:href|src|action|data-rules)="| content="0; url=)\/[^"#]*/g, (path) => {
    const relative = posix.relative(`/${address}`, path);
    return path.endsWith('/') ? posix.join(relative, 'index.html') : relative;
  });
