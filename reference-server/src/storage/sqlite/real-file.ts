import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Resolves the symbolic links of a name, whether the file exists yet or not. SQLite creates its log
 * beside the resolved file, so all names of a file must lead to the same path. A name that cannot
 * be resolved is returned unchanged, and opening it reports the fault.
 */
export function realFile(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return fileToBe(file);
  }
}

function fileToBe(file: string): string {
  try {
    const folder = realpathSync(dirname(file));
    const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isLink ? realFile(resolve(folder, readlinkSync(file))) : join(folder, basename(file));
  } catch {
    return file;
  }
}
