import { parseArgs } from 'node:util';
import { checkLinks } from './check/links.ts';
import { BrokenText } from './generator/sources.ts';
import type { Site } from './make-pages.ts';
import { ForeignFolder, writeSite } from './write-site.ts';

const usage = `Writes the specification as a website, which any static host serves, also in a subfolder.

Usage: npm run site -- [options]

  --out DIR   a new folder, or one of an earlier site; default: site/built
  --check     also follow every link, open one page of each kind and ten that the
              commit draws in Chromium and Firefox, if they are installed, and run
              the checks of every page in Chromium, on every server that it offers

Exit codes: 0 written, 1 a text, a link or a page is broken, 2 wrong usage, or a
  folder that holds something else.
`;

/**
 * Runs `npm run site`. Returns the exit code.
 *
 * @param from - the folder with the texts, if it is not this repository
 */
export async function main(args: readonly string[], from?: string): Promise<number> {
  let options: { out: string; check: boolean; help: boolean };
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: 'string', default: 'site/built' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    options = values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    const site = await writeSite(options.out, from === undefined ? {} : { from });
    const problems = options.check ? await check(options.out, site) : [];
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    if (problems.length > 0) return 1;
    process.stdout.write(
      `${site.pages.length} pages in ${options.out}: open ${options.out}/index.html. Parts that run need http: npx --no parsec-spec site\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof BrokenText || error instanceof ForeignFolder)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error instanceof BrokenText ? 1 : 2;
  }
}

async function check(folder: string, site: Site): Promise<readonly string[]> {
  const { checkInBrowsers } = await import('./check/pages.ts');
  return [...(await checkLinks(folder, site)), ...(await checkInBrowsers(folder, site))];
}

// The checks that were recorded may leave a stream or a timer, which must not hold the process.
if (import.meta.main) process.exit(await main(process.argv.slice(2)));
