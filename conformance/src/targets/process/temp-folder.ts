import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from '../cleanup/guardian.ts';

export interface TempFolder {
  readonly path: string;
  /** Safe to call twice. */
  remove(): Promise<void>;
}

/** Creates a folder for the state of one server. It is removed at the latest when the judge ends. */
export async function makeTempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'parsec-spec-data-'));
  const unguard = guard(`folder:${path}`);
  let removing: Promise<void> | undefined;
  return {
    path,
    remove: () => {
      removing ??= rm(path, { recursive: true, force: true, maxRetries: 5 }).then(unguard);
      return removing;
    },
  };
}
