import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@parsec-spec/spec/errors';
import { ruleAddress } from '@parsec-spec/spec/requirements';
import { bundleLive, bundleSearch } from './bundle-live.ts';
import { layout } from './generator/layout.ts';
import { assets, makePages, type Site, type SiteOptions } from './make-pages.ts';
import { SCENE_FILE } from './rules/card.ts';

/** The folder holds something else than a site, which would be deleted. */
export class ForeignFolder extends CodedError<'foreign-folder'> {}

/** Files that the pages load, by their place in the site. */
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['style.css', 'live-loader.js', 'journey.js'].map((name) => [name, join(assets, name)]),
  ),
  ...Object.fromEntries(['search.js', 'similar.js'].map((name) => [`search/${name}`, join(assets, name)])),
};

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
    await mkdir(join(folder, page.address), { recursive: true });
    await writeFile(join(folder, page.address, 'index.html'), layout(page, site.groups));
  }
  await copyFile(join(folder, '404', 'index.html'), join(folder, '404.html'));
  for (const [name, file] of Object.entries(files)) await copyFile(file, join(folder, name));
  for (const [id, scene] of site.scenes)
    await writeFile(join(folder, ruleAddress(id), SCENE_FILE), JSON.stringify(scene));
  await bundleLive(folder);
  await bundleSearch(join(folder, 'search'));
  // A script, because a page opened from the disk cannot fetch.
  const { passages, synonyms } = site;
  const data = `Object.assign(globalThis, ${JSON.stringify({ passages, synonyms })});\n`;
  await writeFile(join(folder, 'search', 'passages.js'), data);
  return site;
}
