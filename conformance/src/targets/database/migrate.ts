import { ContainerNode } from '../container/container-node.ts';
import { confinement } from '../container/image-recipe.ts';
import { CommandNode } from '../process/command-node.ts';
import { fillIn } from '../start-recipe.ts';
import { TargetError } from '../target.ts';
import type { TargetStart } from '../target-start.ts';

/**
 * Prepares a database with the command of `image` that the target file names, if any.
 *
 * @throws `TargetError` (`unreachable`, with the log) if the command fails.
 */
export async function migrateByImage(
  image: string,
  { recipe }: Pick<TargetStart, 'recipe'>,
  database: string,
  network: string | undefined,
): Promise<void> {
  const words = recipe.database?.migrate?.image;
  if (words === undefined) return;
  const node = await ContainerNode.create({
    address: '',
    create: {
      Image: image,
      Cmd: words.map((word) => fillIn(word, { database })),
      HostConfig: confinement(recipe, network),
    },
    untilReady: () => Promise.resolve(),
  });
  try {
    requireSuccess(await node.run(), node.log());
  } finally {
    await node.remove();
  }
}

/** Prepares a database with the program of this machine that the target file names, if any. */
export async function migrateByCommand(
  { recipe }: Pick<TargetStart, 'recipe'>,
  database: string,
): Promise<void> {
  const line = recipe.database?.migrate?.cmd;
  if (line === undefined) return;
  const node = new CommandNode({
    line: fillIn(line, { database }),
    environment: {},
    address: '',
    deadlineMs: 0,
    signal: undefined,
  });
  requireSuccess(await node.run(), node.log());
}

function requireSuccess(code: number, log: string): void {
  if (code !== 0)
    throw new TargetError(
      'unreachable',
      `preparing its database failed: exit ${code}`,
      'see its log; the target file names the command (start.database.migrate)',
      log,
    );
}
