import { ContainerNode } from '../container/container-node.ts';
import { CommandNode, confinement } from '../process/command-node.ts';
import { fillIn } from '../start-recipe.ts';
import type { TargetStart } from '../starting.ts';
import { TargetError } from '../target.ts';

/**
 * Makes a database ready with a command of `image`, as the target file says. Errors: `TargetError`
 * of code `unreachable`, with its log.
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
    conclude(await node.run(), node.log());
  } finally {
    await node.remove();
  }
}

/** The same with a program of this machine. */
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
  conclude(await node.run(), node.log());
}

function conclude(code: number, log: string): void {
  if (code !== 0)
    throw new TargetError(
      'unreachable',
      `its database could not be made ready: exit ${code}`,
      'its log says why; the target file says how (start.database.migrate)',
      log,
    );
}
