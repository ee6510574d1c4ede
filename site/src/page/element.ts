/** An element with attributes and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A text whose code is between backticks, as children of an element. */
export const withCode = (text: string): readonly (Node | string)[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));

/** A button that copies its `data-text`, or the text of the figure that it is in (assets/live-loader.js). */
export const copyButton = (name = 'Copy'): HTMLButtonElement =>
  element(
    'button',
    { type: 'button', class: 'copy', ...(navigator.clipboard === undefined ? { hidden: '' } : {}) },
    name,
  );
