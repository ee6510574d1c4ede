import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Site } from '../make-pages.ts';

/**
 * Finds links and files that lead nowhere: to no page of the site, to no heading, or to another host
 * for a script, a style or an image. Returns one line each.
 */
export async function checkLinks(folder: string, { pages }: Site): Promise<readonly string[]> {
  const anchors = new Map<string, ReadonlySet<string>>();
  const texts = new Map<string, string>();
  for (const { address } of pages) {
    const text = await readFile(join(folder, address, 'index.html'), 'utf8');
    const file = posix.join(address, 'index.html');
    texts.set(file, text);
    anchors.set(file, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)));
  }
  const problems: string[] = [];
  for (const [file, text] of texts) {
    for (const [, attribute, value = ''] of text.matchAll(/ (href|src)="([^"]*)"/g)) {
      if (value.startsWith('data:')) continue;
      if (/^https?:/.test(value)) {
        if (attribute === 'src') problems.push(`${file}: asks another host for ${value}`);
        continue;
      }
      const [path = '', fragment] = value.replaceAll('&amp;', '&').split('#');
      const target = path === '' ? file : posix.join(posix.dirname(file), path);
      const known = anchors.get(target);
      if (known === undefined && !/\.(css|js)$/.test(target)) problems.push(`${file}: no page ${target}`);
      else if (fragment !== undefined && known?.has(decodeURIComponent(fragment)) === false)
        problems.push(`${file}: no heading #${fragment} in ${target}`);
    }
  }
  return problems;
}
