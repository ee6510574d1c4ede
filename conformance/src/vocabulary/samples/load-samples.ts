import { access, readdir } from 'node:fs/promises';
import type { Sample } from './sample.ts';

const folder = new URL('../../../checks/commands/', import.meta.url);
const fileName = import.meta.url.endsWith('.ts') ? 'sample.ts' : 'sample.js';

/** A sample with the name of its command. */
export interface NamedSample {
  readonly command: string;
  readonly sample: Sample;
  /** What the file exports beside it: `messages`, the source of message vectors, or nothing. */
  readonly messages?: unknown;
}

/**
 * Imports `commands/COMMAND/sample.ts` of each command that has one, sorted by command.
 *
 * Only files of checks may await this at their top level. If a module that a sample imports did so,
 * both would wait for each other forever.
 */
export async function loadSamples(): Promise<readonly NamedSample[]> {
  const commands = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const samples: NamedSample[] = [];
  for (const command of commands) {
    const file = new URL(`${command}/${fileName}`, folder);
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    samples.push({ ...((await import(file.href)) as Omit<NamedSample, 'command'>), command });
  }
  return samples;
}
