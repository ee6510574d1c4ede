import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder of device files below a home (spec/protocol/client-keys.md). */
export const devicesFolder = (home: string): string =>
  join(home, '.config', 'parsec3', 'libparsec', 'devices');

/** A file below a home. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Every file below a home, and what is in it. */
export async function filesBelow(home: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
}

/** The device files among them, by their extension. */
export const deviceFiles = (files: readonly FoundFile[]): readonly FoundFile[] =>
  files.filter(({ path }) => path.endsWith('.keys'));
