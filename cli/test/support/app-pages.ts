import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A text of a module of the app, and what replaces it. */
export interface Replacement {
  /** The path of the module from the root of the tree. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const program = join(import.meta.dirname, '..', '..', '..', 'reference-client', 'app', 'build.ts');

/** Builds the pages of the app into a folder. */
export async function buildApp(folder: string, replacements: readonly Replacement[]): Promise<void> {
  await promisify(execFile)(process.execPath, [program, folder, JSON.stringify(replacements)]);
}

/** The cheapest cost of Argon2id. Files that were made at another cost are opened at that cost. */
export const cheapPasswords: Replacement = {
  file: 'spec/src/crypto/crypto.ts',
  find: 'memlimitKib: 131_072, opslimit: 3, parallelism: 1',
  replace: 'memlimitKib: 8, opslimit: 1, parallelism: 1',
};
