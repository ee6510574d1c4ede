const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A piece of HTML that is safe to put into a page. */
interface Markup {
  readonly markup: string;
}

/**
 * HTML from a template: each inserted value is escaped, unless it is markup (INV-USER-11).
 */
export const html = (
  literals: TemplateStringsArray,
  ...values: readonly (string | Markup | readonly Markup[])[]
): Markup => ({
  markup: literals.reduce((before, literal, index) => before + markupOf(values[index - 1] ?? '') + literal),
});

const markupOf = (value: string | Markup | readonly Markup[]): string =>
  typeof value === 'string'
    ? value.replace(/[&<>"']/g, (character) => entities[character] ?? '')
    : 'markup' in value
      ? value.markup
      : value.map(({ markup }) => markup).join('');

/** A page for a mail: no style sheet, no picture, nothing that is fetched. */
export const page = (title: string, content: Markup): string =>
  html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em; margin: 1em auto; padding: 0 1em;">
${content}
</body>
</html>
`.markup;

/** A link as a button, and again as text to copy. */
export const linkTwice = (link: string, label: string): Markup =>
  html`<p><a href="${link}" style="display: inline-block; padding: 0.6em 1.2em; background: #0058cc; color: #ffffff; text-decoration: none; border-radius: 4px;">${label}</a></p>
<p>Or copy this link:<br><a href="${link}">${link}</a></p>`;
