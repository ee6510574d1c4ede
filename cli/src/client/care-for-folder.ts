import { isWritableByOthers, removeAbandonedSaves } from '@parsec-spec/reference-client/device-files';
import { printable } from '../main/printable.ts';
import type { Context } from './context.ts';

/** Cleans the device folder at the start of a command, and warns if others can write to it. */
export async function careForFolder({ folder, say }: Context, now: number = Date.now()): Promise<void> {
  await removeAbandonedSaves(folder, now);
  if (await isWritableByOthers(folder))
    say(
      `Warning: other users can write to ${printable(folder)}, and so replace or delete your devices. chmod go-w, or move it to a folder of yours.`,
    );
}
