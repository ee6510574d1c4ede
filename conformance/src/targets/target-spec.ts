import { TargetError } from './target.ts';

/** A target as the command line names it, taken apart. */
export type TargetSpec =
  | { readonly kind: 'memory'; readonly name: 'reference' }
  | { readonly kind: 'client'; readonly name: 'reference' }
  | { readonly kind: 'url'; readonly address: string }
  | { readonly kind: 'cmd'; readonly command: string }
  | { readonly kind: 'image'; readonly image: string };

/**
 * The target that `text` names. Errors: `TargetError` of code `usage`, which lists the forms there
 * are.
 */
export function parseTargetSpec(text: string): TargetSpec {
  if (text === 'memory:reference') return { kind: 'memory', name: 'reference' };
  if (text === 'client:reference') return { kind: 'client', name: 'reference' };
  if (/^https?:\/\//i.test(text)) return { kind: 'url', address: addressOf(text) };
  const command = /^cmd:\s*(\S.*)$/s.exec(text)?.[1];
  if (command !== undefined) return { kind: 'cmd', command };
  const image = /^image:(\S+)$/.exec(text)?.[1];
  if (image !== undefined) return { kind: 'image', image };
  throw unknown(`${JSON.stringify(text)} is no target`);
}

/** Scheme, host and port alone: the routes under them are the protocol's. */
function addressOf(text: string): string {
  const url = URL.parse(text);
  if (url === null) throw unknown(`${JSON.stringify(text)} is not a URL`);
  const beyond =
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== '';
  if (beyond)
    throw unknown(
      `a target ends after the port, as ${url.origin} does: the routes under it are the protocol's`,
    );
  return url.origin;
}

function unknown(message: string): TargetError {
  return new TargetError(
    'usage',
    message,
    "a target is memory:reference, client:reference, http://HOST:PORT, image:NAME or cmd:'COMMAND'",
  );
}
