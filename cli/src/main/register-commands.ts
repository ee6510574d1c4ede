import { readdir } from 'node:fs/promises';
import type { Command } from 'commander';

const folder = new URL('../commands/', import.meta.url);
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Registers the subcommand that was called, or all of them for the help. Each is a file of
 * `commands/`.
 */
export async function registerCommands(program: Command, asked: string | undefined): Promise<void> {
  const names = (await readdir(folder))
    .filter((file) => file.endsWith(extension) && !file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -extension.length))
    .sort();
  for (const name of asked !== undefined && names.includes(asked) ? [asked] : names) {
    const { register } = (await import(new URL(`${name}${extension}`, folder).href)) as {
      register: (program: Command) => void;
    };
    register(program);
  }
}
