import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CodedError } from '@parsec-spec/spec/errors';
import { ruleAddress } from '@parsec-spec/spec/requirements';
import { bundleLive } from './bundle-live.ts';
import { SCENE_FILE } from './card.ts';
import { layout } from './layout.ts';
import { makePages, type Site, type SiteOptions } from './make-pages.ts';

const assets = join(import.meta.dirname, '..', 'assets');
const resolve = createRequire(import.meta.url).resolve;

/** The folder holds something else than a site, which would be deleted. */
export class ForeignFolder extends CodedError<'foreign-folder'> {}

/**
 * Writes the site into a folder, in place of an earlier site. Returns its pages.
 *
 * @throws ForeignFolder, and BrokenText for a text that cannot become a page
 */
export async function writeSite(folder: string, options: SiteOptions = {}): Promise<Site> {
  const present = await readdir(folder).catch((): string[] => []);
  if (present.length > 0 && !present.includes('search'))
    throw new ForeignFolder('foreign-folder', `${folder} holds other files: name a new folder with --out`);
  const site = await makePages(options);
  await rm(folder, { recursive: true, force: true });
  for (const page of site.pages) {
    const file = join(folder, page.address, 'index.html');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, layout(page, site.groups));
  }
  await copyFile(join(folder, '404', 'index.html'), join(folder, '404.html'));
  await copyFile(join(assets, 'style.css'), join(folder, 'style.css'));
  for (const name of ['search-index.js', 'search.js', 'similar.js'])
    await copyFile(join(assets, name), join(folder, 'search', name));
  await copyFile(
    join(dirname(resolve('minisearch')), '..', 'umd', 'index.js'),
    join(folder, 'minisearch.js'),
  );
  for (const [id, scene] of site.scenes)
    await writeFile(join(folder, ruleAddress(id), SCENE_FILE), JSON.stringify(scene));
  for (const name of ['live-loader.js', 'journey.js']) await copyFile(join(assets, name), join(folder, name));
  await bundleLive(folder);
  // A script, because a page opened from the disk cannot fetch.
  const data = `globalThis.passages = ${JSON.stringify(site.passages)};\n`;
  await writeFile(join(folder, 'search', 'passages.js'), data);
  return site;
}
