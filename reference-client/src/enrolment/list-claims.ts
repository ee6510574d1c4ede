import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readSmallFile } from '../device-files/read-file.ts';
import { type ClaimFacts, readClaimFile } from './claim-content.ts';

/**
 * An enrolment that was started on this machine and has not finished, as the clear part of its file
 * describes it.
 */
export interface StoredClaim extends ClaimFacts {
  readonly path: string;
}

/**
 * Lists the unfinished claims in a folder of device files. A file that cannot be read is skipped.
 */
export async function listClaims(folder: string): Promise<readonly StoredClaim[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  const claims: StoredClaim[] = [];
  for (const name of names.filter((each) => each.endsWith('.keys.claim')).sort()) {
    const path = join(folder, name);
    const read = await readSmallFile(path);
    const file = read.ok ? readClaimFile(read.bytes) : undefined;
    if (file !== undefined) claims.push({ ...file, path });
  }
  return claims;
}
