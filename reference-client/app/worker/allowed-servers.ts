import type { Failure } from './failures.ts';

/** Whether this page may call a server. */
export async function isAllowed(server: string): Promise<boolean> {
  const { origin } = new URL(server);
  if (origin === ownOrigin) return true;
  origins ??= readOrigins().catch(() => {
    origins = undefined;
    return [];
  });
  return (await origins).includes(origin);
}

/** The server that offers this page. */
export const ownOrigin = location.origin;

let origins: Promise<readonly string[]> | undefined;

// The policy of this page says which servers it may call.
async function readOrigins(): Promise<readonly string[]> {
  const { headers } = await fetch(new URL('../', location.href), { method: 'HEAD' });
  const [, list = ''] = /connect-src ([^;]*)/.exec(headers.get('content-security-policy') ?? '') ?? [];
  return list.split(' ').map((origin) => (origin === "'self'" ? ownOrigin : origin));
}

/** Says that this page may not call a server, and who can allow it. */
export function refusedServer(server: string): Failure {
  const { origin } = new URL(server);
  return {
    ok: false,
    outcome: 'other-server',
    message: `this page may not call ${origin}`,
    hint: `open the address of this page at ${origin}, or ask the person who runs ${ownOrigin} to let its page call ${origin}`,
  };
}

/** Origins of servers that do not show the version of their replies to pages of other origins. */
const versionless = new Set<string>();

/** `fetch`, which remembers the servers whose version a browser hides. */
export const watchedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const { origin } = new URL(response.url);
  if (origin !== ownOrigin && !response.headers.has('api-version')) versionless.add(origin);
  return response;
};

/** Says that a browser hides the version of a server; undefined if it does not. */
export function versionNotice(server: string): string | undefined {
  const { origin } = new URL(server);
  if (!versionless.has(origin)) return undefined;
  return `the browser hides the version of ${origin} from this page, because it is another origin: whether its version fits is not checked`;
}
