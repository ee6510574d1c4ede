/** Escapes a text for HTML, between tags or in an attribute. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A text in a frame that scrolls sideways, with a caption. */
export const codeFigure = (caption: string, text: string): string =>
  `<figure class="code"><figcaption>${escaped(caption)}</figcaption><pre tabindex="0"><code>${escaped(text)}</code></pre></figure>`;
