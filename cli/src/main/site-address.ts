import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Option } from 'commander';
import { CliError } from './cli-error.ts';

/** The option `--site`: a URL that ends with `/`, or the folder of a built site. */
export const siteOption = (): Option =>
  new Option(
    '--site <url>',
    'link each requirement to its page on this website: a URL, or the folder of a built site',
  ).argParser(siteOf);

/** @throws CliError (`usage`), which does not repeat a password */
function siteOf(text: string): string {
  const hint = 'name a URL such as https://parsec.example.org/spec/, or the folder of `npm run site`';
  // A drive of Windows has one letter.
  if (!/^[a-z][a-z\d+.-]+:/i.test(text)) {
    if (isSite(text)) return text;
    throw new CliError(
      'usage',
      `--site ${JSON.stringify(text)} is neither a URL nor the folder of a site`,
      hint,
    );
  }
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CliError('usage', '--site is not a URL of http or https', hint);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new CliError('usage', '--site has a user, a password, a query or a fragment', hint);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

/** Whether a folder holds the website of the specification. */
const isSite = (folder: string): boolean =>
  existsSync(join(folder, 'r', 'index.html')) && existsSync(join(folder, 'search', 'passages.js'));

/** The URL by which stdout links to the website. */
export const siteForTerminal = (site: string): string =>
  isUrl(site) ? site : pathToFileURL(`${resolve(site)}${sep}`).href;

/**
 * The URL by which a report links to the website: relative if the website is a folder. Without
 * `--site` it is the website in whose folder the report lies, if there is one.
 */
export function siteForReport(site: string | undefined, path: string): string | undefined {
  const folder = dirname(resolve(path));
  const target = site ?? above(folder).find(isSite);
  if (target === undefined || isUrl(target)) return target;
  const steps = relative(folder, resolve(target)).split(sep);
  return steps.map((step) => `${step === '' ? '.' : encodeURIComponent(step)}/`).join('');
}

/** A folder and all folders that hold it. */
const above = (folder: string): readonly string[] =>
  dirname(folder) === folder ? [folder] : [folder, ...above(dirname(folder))];

const isUrl = (site: string): boolean => /^https?:/.test(site);
