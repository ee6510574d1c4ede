import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a program without the conditions and the PATH entries of this repository. */
export async function run(cwd: string, program: string, ...words: string[]): Promise<string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NODE_OPTIONS|VITEST.*|NODE_ENV|npm_.*)$/.test(name),
  );
  const options = { cwd, env: Object.fromEntries(kept), maxBuffer: 1 << 26, timeout: 240_000 };
  const { stdout } = await promisify(execFile)(program, words, options).catch(
    (failed: { stdout: string; stderr: string }) => {
      throw new Error(`${program} ${words.join(' ')}\n${failed.stdout}\n${failed.stderr}`);
    },
  );
  return stdout;
}

/** Installs tarballs in a folder. */
export async function install(place: string, tarballs: readonly string[]): Promise<void> {
  await writeFile(join(place, 'package.json'), '{ "private": true, "type": "module" }\n');
  const quiet = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run(place, 'npm', 'install', ...quiet, ...tarballs);
}

/**
 * Builds and packs a package of a copied tree, which has no `dist` yet.
 *
 * @returns the paths of the packed files
 */
export async function pack(folder: string, destination: string): Promise<readonly string[]> {
  const printed = await run(folder, 'npm', 'pack', '--json', '--pack-destination', destination);
  // npm prints the output of scripts before the list.
  const listed = JSON.parse(printed.slice(printed.search(/^\[$/m))) as { files: { path: string }[] }[];
  return listed[0]?.files.map(({ path }) => path) ?? [];
}
