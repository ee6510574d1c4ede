import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Site } from '../make-pages.ts';

/**
 * Finds ids that a page has twice, and links and files that lead nowhere: to no page of the site, to
 * no heading, or to another host for a script, a style or an image. Returns one line each.
 */
export async function checkLinks(folder: string, { pages }: Site): Promise<readonly string[]> {
  const anchors = new Map<string, ReadonlySet<string>>();
  const texts = new Map<string, string>();
  const problems: string[] = [];
  for (const { address } of pages) {
    const text = await readFile(join(folder, address, 'index.html'), 'utf8');
    const file = posix.join(address, 'index.html');
    texts.set(file, text);
    const ids = [...text.matchAll(/<[^>]* id="([^"]+)"/g)].map(([, id = '']) => id);
    anchors.set(file, new Set(ids));
    for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at)))
      problems.push(`${file}: two elements have the id ${id}`);
  }
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
