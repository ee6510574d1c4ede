import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientJudge } from '../case/client-judge.ts';
import { type OpenedDeviceFile, openDeviceFile } from '../people/device-file.ts';

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

/**
 * The only device file below a home, opened with libsodium: there must be one, and this password
 * must open it.
 */
export async function openOnlyDevice(
  judge: ClientJudge,
  home: string,
  password: string,
): Promise<OpenedDeviceFile & { readonly path: string }> {
  const [file, ...others] = deviceFiles(await filesBelow(home));
  if (file === undefined) return judge.fail('no device file', 'one device file', 'none');
  judge.expect.equal(others.length, 0, 'other device files');
  try {
    return { ...openDeviceFile(file.bytes, password), path: file.path };
  } catch (error) {
    const observed = error instanceof Error ? error.message : String(error);
    return judge.fail(`the device file does not open (${observed})`, 'a file that libsodium opens', observed);
  }
}

/**
 * For checks in which a password is hashed at full cost (Argon2id, 128 MiB). Eight of them run at
 * once on the machine.
 */
export const fullCostTimeout = { timeout: 30_000 } as const;
