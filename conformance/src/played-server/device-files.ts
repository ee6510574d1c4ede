import { join } from 'node:path';
import type { ClientJudge } from '../judge/client-judge.ts';
import { type OpenedDeviceFile, openDeviceFile } from '../people/device-file.ts';
import { pathsBelow, readBeginning } from '../wire/home-files.ts';

/** The folder of device files in a home (spec/protocol/client-keys.md). */
export const devicesFolder = (home: string): string =>
  join(home, '.config', 'parsec3', 'libparsec', 'devices');

/** Bytes that are read of one file in a home, and of all. */
const MAX_FILE_BYTES = 4 << 20;
const MAX_HOME_BYTES = 64 << 20;

/** A file in a home or in one of its subfolders. */
export interface FoundFile {
  readonly path: string;
  /** The file, or the beginning of a long one. */
  readonly bytes: Uint8Array;
}

/** Reads every file in a home and its subfolders, within bounds. */
export async function filesBelow(home: string): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  let remainingBytes = MAX_HOME_BYTES;
  for await (const path of pathsBelow(home)) {
    const bytes = await readBeginning(path, Math.min(remainingBytes, MAX_FILE_BYTES));
    if (bytes === undefined) continue;
    remainingBytes -= bytes.length;
    files.push({ path, bytes });
  }
  return files;
}

/** Reads a file of the client, which may remove it at any time. Undefined: it is gone. */
export const bytesOf = (path: string): Promise<Buffer | undefined> => readBeginning(path, MAX_FILE_BYTES);

/** Selects the device files by their extension, `.keys`. */
export const deviceFiles = (files: readonly FoundFile[]): readonly FoundFile[] =>
  files.filter(({ path }) => path.endsWith('.keys'));

/**
 * Opens the only device file in a home with libsodium. Fails the check if there is none or more
 * than one, or if the password does not open it.
 */
export async function openOnlyDevice(
  judge: ClientJudge,
  home: string,
  password: string,
): Promise<OpenedDeviceFile & { readonly path: string }> {
  const [file, ...others] = deviceFiles(await filesBelow(home));
  if (file === undefined) return judge.fail('no device file', { files: 1 }, { files: 0 });
  judge.expect.equal(others.length, 0, 'other device files');
  try {
    const opened = openDeviceFile(file.bytes, password);
    judge.traces.plantKeys(opened);
    return { ...opened, path: file.path };
  } catch (error) {
    const observed = error instanceof Error ? error.message : String(error);
    return judge.fail(`the device file does not open (${observed})`, 'a file that libsodium opens', observed);
  }
}

/**
 * Options of a check in which a password may be hashed at full cost (Argon2id, 128 MiB). The limit
 * of 30 s allows for eight such checks at once on one machine.
 */
export const fullCostTimeout = { timeout: 30_000 } as const;
