import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * The file that a name leads to, through whatever symbolic links, whether it is there yet or not. SQLite lays its log beside that one;
 * by whatever name one comes to it, it is one file. A name that leads nowhere stays as it is: whoever opens it tells what is wrong.
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
