/** An element of XML, as far as it is read here. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const tag = /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*) ?(\/?)>/y;

/**
 * The elements of a piece of XML without comments and declarations; throws when it is not
 * well-formed.
 */
export function elementsOf(xml: string): readonly Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  for (let at = 0; at < xml.trimEnd().length; ) {
    if (xml[at] !== '<') {
      const next = xml.indexOf('<', at);
      const text = xml.slice(at, next < 0 ? undefined : next);
      if (/[<>]|&(?!(?:amp|lt|gt|quot);)/.test(text) || open.length === 0)
        throw new Error(`stray text: ${text}`);
      at += text.length;
      continue;
    }
    tag.lastIndex = at;
    const [whole, closing, name = '', attributes = '', empty] = tag.exec(xml) ?? [];
    if (whole === undefined) throw new Error(`no tag: ${xml.slice(at, at + 60)}`);
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const pairs = [...attributes.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        value,
      ]);
      elements.push({ name, attributes: Object.fromEntries(pairs) });
      if (empty !== '/') open.push(name);
    }
    at += whole.length;
  }
  if (open.length > 0) throw new Error(`<${open.join('>, <')}> stays open`);
  return elements;
}
