import type { TextProblem } from '../scalars/index.ts';

/** The part of a link that is wrong (LINK-07). */
export type LinkProblem =
  | 'scheme'
  | 'user'
  | 'host'
  | 'port'
  | 'no_ssl'
  | 'path'
  | 'organization'
  | 'action'
  | 'payload';

/** What a client checks of a link before it sends a request. The URL parser checks host and port. */
export const linkRules = {
  /** `protocol`: the scheme with its colon. */
  'links/client-scheme': (protocol: string): true | LinkProblem =>
    ['parsec3:', 'http:', 'https:'].includes(protocol) || 'scheme',

  /** The path of a link in its HTTP form without `/redirect`; undefined if it does not begin so. */
  'links/http-form': (pathname: string): string | undefined =>
    /^\/redirect(\/|$)/.test(pathname) ? pathname.replace('/redirect', '') || '/' : undefined,

  /** Whether a link in its HTTP form leads to TLS. `protocol`: its scheme with its colon. */
  'links/http-form-tls-by-scheme': (protocol: string): boolean => protocol === 'https:',

  /** `values`: all values of the parameter `no_ssl`. */
  'links/client-no-ssl': (values: readonly string[]): true | LinkProblem =>
    (values.length < 2 && values.every((value) => /^(true|false)$/i.test(value))) || 'no_ssl',

  /** `values`: all values of the parameter `a`. `actions`: those that fit here. */
  'links/client-action': (values: readonly string[], actions: readonly string[]): true | LinkProblem =>
    (values.length === 1 && values.every((value) => actions.includes(value))) || 'action',

  /** `values`: all values of the parameter `p`. `bytes`: the bytes that the first one holds. */
  'links/client-payload': (values: readonly string[], bytes: Uint8Array, size: number): true | LinkProblem =>
    (values.length === 1 && bytes.length === size) || 'payload',

  /** Whether a bootstrap link with this payload has no token. */
  'links/bootstrap-link-without-token': (values: readonly string[], payload: unknown): boolean =>
    values.length === 1 && payload === null,

  /** `problem`: that of the organization identifier in the path. */
  'links/client-organization': (problem: TextProblem | undefined): true | LinkProblem =>
    problem === undefined || 'organization',
} as const;

/** The rules of links that a client keeps. */
export type LinkRules = Partial<typeof linkRules>;
