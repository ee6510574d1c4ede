import type { HeaderList } from '../wire/exchange.ts';
import { headerOf } from '../wire/headers.ts';
import { nearTokens } from '../wire/secrets.ts';
import { shellWord } from '../wire/terminal-text.ts';

/** The variable that holds the administration token. */
export const TOKEN_VARIABLE = 'PARSEC_ADMINISTRATION_TOKEN';

/** A request, except its body. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
}

export interface CurlOptions {
  /** The URL of the server without a path, as a word of the shell: quoted if necessary. */
  readonly server: string;
  /** The file of the body, or `-` for standard input; undefined if there is no body. */
  readonly body?: string | undefined;
  /** Further options of curl, such as `--insecure`, as words of the shell. */
  readonly options?: readonly string[];
  /** Text as one word of the shell. Default: `shellWord`. */
  readonly word?: (text: string) => string;
}

/** A token of HTTP (RFC 9110, section 5.6.2). curl reads a header that begins with `@` from a file. */
const token = /^[!#$%&'*+.^`|~\w-]+$/;

/**
 * Whether curl sends a head unchanged, and a shell and a terminal take the command as it is: all
 * characters are printable ASCII.
 */
export const isForCurl = ({ method, target, headers }: RequestHead): boolean =>
  [method, target, ...headers.flat()].every((text) => /^[ -~]*$/.test(text)) &&
  headers.every(([name, value]) => token.test(name) && (value === '' || value.trim() !== ''));

/** Headers that curl adds unless they are switched off. */
const HEADERS_OF_CURL = ['Accept', 'Content-Type', 'Expect', 'Host', 'User-Agent'];

/**
 * Formats a curl command that sends a request with exactly these headers, target and body. The
 * lines end with a backslash.
 *
 * @param head - see {@link isForCurl}
 */
export function curlCommand(
  { method, target, headers }: RequestHead,
  { server, body, options = [], word = shellWord }: CurlOptions,
): string {
  const isPlain = /^\/[\w./%?=&~@:+,;!*$()-]*$/.test(target);
  return [
    ["curl --disable --silent --show-error --include --output - --http1.1 --noproxy '*'", ...options].join(
      ' ',
    ),
    method === 'HEAD' ? '--head' : `--request ${word(method)}`,
    ...headers.map(([name, value]) => `--header ${word(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...HEADERS_OF_CURL.filter((name) => headerOf(headers, name.toLowerCase()) === undefined).map(
      (name) => `--header '${name}:'`,
    ),
    ...(body === undefined ? [] : [`--data-binary @${body}`]),
    ...(isPlain ? ['--path-as-is --globoff'] : [`--request-target ${word(target)}`]),
    `${server}${isPlain ? word(target) : '/'}`,
  ].join(' \\\n  ');
}

/**
 * Quotes texts like `shellWord`, but writes the administration token, and each variant of it
 * that checks send, as an expression of the variable `PARSEC_ADMINISTRATION_TOKEN`.
 */
export function shellWordWithoutToken(token: string | undefined): (text: string) => string {
  if (token === undefined) return shellWord;
  const near = nearTokens(token);
  const upper = token.toUpperCase();
  const cases = token === upper ? "tr '[:upper:]' '[:lower:]'" : "tr '[:lower:]' '[:upper:]'";
  const variable = `$${TOKEN_VARIABLE}`;
  // The longest first: the prefix is a part of the token.
  const expressions: readonly (readonly [string, string])[] = [
    [near['basic credentials'], `$(printf %s "admin:${variable}" | base64 | tr -d '\\n')`],
    [token, variable],
    [near['in other letter case'], `$(printf %s "${variable}" | ${cases})`],
    [near['a prefix'], `\${${TOKEN_VARIABLE}%?}`],
  ];
  return shellWordWith(expressions.filter(([secret]) => secret.length >= 4));
}

/**
 * Quotes texts like `shellWord`, but replaces parts of them by expressions of the shell.
 *
 * @param expressions - a part and the expression for it; the first that occurs is replaced first
 */
export function shellWordWith(
  expressions: readonly (readonly [part: string, expression: string])[],
): (text: string) => string {
  return function word(text: string): string {
    const [part, expression] = expressions.find(([one]) => text.includes(one)) ?? [];
    if (part === undefined) return shellWord(text);
    const at = text.indexOf(part);
    const rest = (piece: string) => (piece === '' ? '' : word(piece));
    return `${rest(text.slice(0, at))}"${expression}"${rest(text.slice(at + part.length))}`;
  };
}
