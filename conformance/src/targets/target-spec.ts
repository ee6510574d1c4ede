import { TargetError } from './target.ts';

/** A parsed target of the command line. */
export type TargetSpec =
  | { readonly kind: 'memory'; readonly name: 'reference' }
  | { readonly kind: 'client'; readonly name: 'reference' | 'person' }
  | { readonly kind: 'client'; readonly name: 'cmd'; readonly command: string }
  | { readonly kind: 'client'; readonly name: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly address: string }
  | { readonly kind: 'cmd'; readonly command: string }
  | { readonly kind: 'image'; readonly image: string };

/** Parses a target of the command line. Throws `TargetError` (`usage`), which lists the forms. */
export function parseTargetSpec(text: string): TargetSpec {
  if (text === 'memory:reference') return { kind: 'memory', name: 'reference' };
  if (text === 'client:reference') return { kind: 'client', name: 'reference' };
  if (text === 'client:person') return { kind: 'client', name: 'person' };
  const client = /^client:cmd:\s*(\S.*)$/s.exec(text)?.[1];
  if (client !== undefined) return { kind: 'client', name: 'cmd', command: client };
  const clientFile = /^client:file:\s*(\S.*)$/s.exec(text)?.[1];
  if (clientFile !== undefined) return { kind: 'client', name: 'file', path: clientFile };
  if (/^https?:\/\//i.test(text)) return { kind: 'url', address: addressOf(text) };
  const command = /^cmd:\s*(\S.*)$/s.exec(text)?.[1];
  if (command !== undefined) return { kind: 'cmd', command };
  const image = /^image:(\S+)$/.exec(text)?.[1];
  if (image !== undefined) return { kind: 'image', image };
  const [, host] = /^((?:[\w.-]+|\[[\da-f:]+\]):\d+|localhost)\/?$/i.exec(text) ?? [];
  const isHost = host !== undefined && URL.canParse(`http://${host}`);
  throw unknown(`${JSON.stringify(text)} is not a target.${isHost ? ` Did you mean http://${host}?` : ''}`);
}

/** Returns scheme, host and port of a URL. Throws if it has other parts. */
function addressOf(text: string): string {
  const url = URL.parse(text);
  if (url === null) throw unknown(`${JSON.stringify(text)} is not a URL`);
  const beyond =
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== '';
  if (beyond) throw unknown(`a target has only scheme, host and port, such as ${url.origin}`);
  return url.origin;
}

function unknown(message: string): TargetError {
  return new TargetError(
    'usage',
    message,
    "a target is memory:reference, http://HOST:PORT, image:NAME, cmd:'COMMAND', client:reference, client:cmd:'COMMAND', client:file:PATH.yaml or client:person",
  );
}
