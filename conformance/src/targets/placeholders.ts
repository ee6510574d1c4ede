import { distance } from 'fastest-levenshtein';

/** What a recipe may leave open: where a server shall listen, how it is reached, and its token. */
export interface Placeholders {
  readonly host: string;
  readonly port: string;
  /** `http://host:port`, as the judge reaches it. */
  readonly address: string;
  /** `parsec3://host:port?no_ssl=true`, as links shall name it. */
  readonly 'server-address': string;
  readonly 'administration-token': string;
  /** The folder in which it keeps what must survive it. */
  readonly data: string;
  /** The URL of its database, where it stands on one of the judge's. */
  readonly database?: string | undefined;
}

/** Their names, and that of the value of a setting. */
const names = [
  'host',
  'port',
  'address',
  'server-address',
  'administration-token',
  'data',
  'database',
  'value',
] satisfies readonly (keyof Placeholders | 'value')[];

/**
 * Is a word nearly a name? With another letter a short name is a word of its own: `date`, `post`,
 * `cost`.
 */
function isSlip(name: string, given: string): boolean {
  if (name.length >= 7) return distance(name, given) <= 2;
  const letters = (word: string): string => [...word].sort().join('');
  return letters(name) === letters(given) || (name.length !== given.length && distance(name, given) === 1);
}

/**
 * A text in braces that is nearly the name of a placeholder. Other braces belong to the command,
 * and those after a `$` to a shell.
 */
export function misspelt(text: string): { readonly given: string; readonly meant: string } | undefined {
  for (const [, given = ''] of text.matchAll(/(?<!\$)\{([a-z-]+)\}/g)) {
    const meant = names.find((name) => name !== given && isSlip(name, given));
    if (meant !== undefined && !names.some((name) => name === given)) return { given, meant };
  }
  return undefined;
}

/**
 * `text` with each `{name}` of `values` filled in; other braces belong to the command and stay,
 * `${name}` too.
 */
export function fillIn(text: string, values: Placeholders | Readonly<Record<string, string>>): string {
  return text.replaceAll(/(?<!\$)\{([a-z-]+)\}/g, (whole, name: string) => {
    const value: unknown = Object.entries(values).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : whole;
  });
}

/**
 * The placeholders of a server that listens on `host:port`, is reached on `reach`, and keeps its
 * state in `data`.
 */
export function placeholdersOf(
  host: string,
  port: number,
  reach: string,
  token: string,
  data: string,
): Placeholders {
  return {
    host,
    port: String(port),
    address: `http://${reach}`,
    'server-address': `parsec3://${reach}?no_ssl=true`,
    'administration-token': token,
    data,
  };
}
