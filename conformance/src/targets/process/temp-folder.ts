import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from '../cleanup/guardian.ts';

/** A folder that ends with what it was made for. */
export interface TempFolder {
  readonly path: string;
  /** Safe to call twice. */
  remove(): Promise<void>;
}

/**
 * Makes a folder for the state of one server; this process may end as it likes, the folder is
 * removed.
 */
export async function makeTempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'parsec-spec-data-'));
  const settle = guard(`folder:${path}`);
  let removing: Promise<void> | undefined;
  return {
    path,
    remove: () => {
      removing ??= rm(path, { recursive: true, force: true, maxRetries: 5 }).then(settle);
      return removing;
    },
  };
}
