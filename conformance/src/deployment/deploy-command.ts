import { commandLaunch } from '../targets/cmd-target.ts';
import { CommandNode } from '../targets/command-node.ts';
import { makeFolder } from '../targets/own-folder.ts';
import type { Starting } from '../targets/starting.ts';
import { steadyPort } from '../targets/steady-port.ts';
import type { DeployOptions, Deployment } from './deployment.ts';

/**
 * Starts as many nodes of the program that `command` names as are asked for, each with a folder of its own.
 * Errors: `TargetError` of code `unreachable` with a log.
 */
export async function deployCommand(
  command: string,
  starting: Starting,
  options: DeployOptions,
): Promise<Deployment> {
  const folders: Awaited<ReturnType<typeof makeFolder>>[] = [];
  const nodes: CommandNode[] = [];
  const close = async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    await Promise.all(folders.map((folder) => folder.remove()));
  };
  try {
    for (let index = 0; index < (options.nodes ?? 1); index += 1) {
      const folder = await makeFolder();
      folders.push(folder);
      const place = { port: await steadyPort(), data: folder.path };
      nodes.push(new CommandNode(commandLaunch(command, starting, options.start ?? {}, place)));
    }
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    nodes,
    administrationToken: starting.administrationToken,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
