import { CodedError } from '@parsec-spec/spec/errors';
import { fromNotation, type Notation } from '@parsec-spec/spec/notation';

/**
 * The text is not valid notation (spec/src/codec/notation.ts). `start` and `end` delimit the error,
 * in characters.
 */
export class NotationError extends CodedError<'notation'> {
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super('notation', message);
    this.start = start;
    this.end = end;
  }
}

const TOKEN =
  /\s*(?:("(?:[^"\\\p{Cc}]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([{}[\],:]))/uy;

/**
 * Parses notation and reports errors with their position.
 *
 * @param special - may replace a map such as `{"$id": …}`; undefined leaves it as it is
 * @throws NotationError
 */
export function readNotation(
  text: string,
  special: (word: string, content: Notation) => Notation | undefined,
): Notation {
  let at = 0;
  const fail = (message: string, start = at, end = at + 1): never => {
    throw new NotationError(message, start, Math.min(end, text.length));
  };
  const next = (): string => {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
      return fail(at === text.length ? 'the text ends too early' : 'no value begins here');
    }
    at = TOKEN.lastIndex;
    return match[0].trimStart();
  };
  const expect = (wanted: string): void => {
    const token = next();
    if (token !== wanted) fail(`${wanted} is missing before ${token}`, at - token.length, at);
  };
  const peek = (token: string): boolean => {
    const start = at;
    if (next() === token) return true;
    at = start;
    return false;
  };
  const value = (): Notation => {
    const token = next();
    const start = at - token.length;
    let read: Notation;
    if (token === '{') read = map();
    else if (token === '[') read = list();
    else if (/^[\]},:]/.test(token)) return fail(`${token} is no value`, start, at);
    else {
      try {
        read = JSON.parse(token) as Notation;
      } catch {
        return fail('this text has an unknown escape', start, at);
      }
    }
    try {
      const entry = token === '{' ? Object.entries(Object(read)) : [];
      const [word, content] = entry[0] ?? [];
      const replaced =
        word?.startsWith('$') && entry.length === 1 ? special(word, content as Notation) : undefined;
      // Maps and lists were checked value by value.
      if (replaced === undefined && (typeof read === 'number' || word?.startsWith('$'))) fromNotation(read);
      return replaced ?? read;
    } catch (error) {
      return fail((error as Error).message, start, at);
    }
  };
  const map = (): Notation => {
    const entries: [string, Notation][] = [];
    if (peek('}')) return {};
    do {
      const key = next();
      if (!key.startsWith('"')) fail('a key is a text', at - key.length, at);
      const name = JSON.parse(key) as string;
      if (entries.some(([other]) => other === name)) fail(`${key} is there twice`, at - key.length, at);
      expect(':');
      entries.push([name, value()]);
    } while (peek(','));
    expect('}');
    return Object.fromEntries(entries);
  };
  const list = (): Notation => {
    const items: Notation[] = [];
    if (peek(']')) return items;
    do items.push(value());
    while (peek(','));
    expect(']');
    return items;
  };
  const read = value();
  if (text.slice(at).trim() !== '') fail('the value ends here', at, text.length);
  return read;
}
