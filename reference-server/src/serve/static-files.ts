import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Handle, type Header, headerOf, type Reply } from '../core/call.ts';
import { detailReply, unknownPage } from '../core/replies.ts';

/** Files that the server offers to browsers below a path. */
export interface StaticFiles {
  /** `/NAME`. */
  readonly path: string;
  /** The folder with `index.html`. Names in its folder `assets` contain a hash of the content. */
  readonly folder: string;
  /** The Content-Security-Policy of each file. */
  readonly policy: string;
  /**
   * The name below the path to which `/redirect` leads. It hands the link to `index.html` in the
   * cookie `webRedirectUrl`: browsers keep the address of each page in their history, and a link has a
   * token. Default: none.
   */
  readonly redirection?: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The server with static files, which are read once.
 *
 * @throws what the file system throws if the folder cannot be read
 */
export function withStaticFiles(handle: Handle, { path, folder, policy, redirection }: StaticFiles): Handle {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const name = relative(folder, file).replaceAll(sep, '/');
    files.set(`${path}/${name === 'index.html' ? '' : name}`, readStatic(file, name, policy));
  }
  return async (call) => {
    const [target = '', query] = call.target.split('?');
    if (target !== path && !target.startsWith(`${path}/`)) return handle(call);
    if (call.method !== 'GET' && call.method !== 'HEAD')
      return detailReply(405, 'Method Not Allowed', ['Allow', 'GET, HEAD']);
    // Relative addresses in the page need the slash.
    if (target === path) return { status: 308, headers: [['Location', `${path}/`]], body: '' };
    if (redirection !== undefined && target === `${path}/${redirection}`) {
      const link = encodeURIComponent(new URLSearchParams(query).get('webRedirectUrl') ?? '');
      const cookie = `webRedirectUrl=${link}; Path=${path}/; Max-Age=60; SameSite=Strict${call.secure ? '; Secure' : ''}`;
      const headers: readonly Header[] = [
        ['Location', `${path}/`],
        ['Set-Cookie', cookie],
        ['Cache-Control', 'no-store'],
      ];
      return { status: 302, headers, body: '' };
    }
    const file = files.get(target);
    if (file === undefined) return unknownPage;
    return /\bgzip\b/.test(headerOf(call.headers, 'accept-encoding') ?? '') ? file.compressed() : file.plain;
  };
}

interface StaticFile {
  readonly plain: Reply;
  compressed(): Reply;
}

function readStatic(file: string, name: string, policy: string): StaticFile {
  const body = readFileSync(file);
  const headers: readonly Header[] = [
    ['Content-Type', types[extname(name)] ?? 'application/octet-stream'],
    ['Content-Security-Policy', policy],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'no-referrer'],
    ['Cache-Control', name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'],
    ['Vary', 'Accept-Encoding'],
  ];
  let compressed: Reply | undefined;
  return {
    plain: { status: 200, headers, body },
    compressed: () => {
      compressed ??= {
        status: 200,
        headers: [...headers, ['Content-Encoding', 'gzip']],
        body: gzipSync(body, { level: 9 }),
      };
      return compressed;
    },
  };
}
