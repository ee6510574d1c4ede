import { CommandNode } from '../process/command-node.ts';
import { commandLaunch } from '../process/command-target.ts';
import { makeTempFolder } from '../process/temp-folder.ts';
import type { StartOptions } from '../start-options.ts';
import type { TargetStart } from '../target-start.ts';
import type { NodeFactory, NodeStart, TemporaryNode } from './deploy.ts';

/** Creates nodes that are processes of a shell command, each with a folder of its own. */
export function processNodes(command: string, starting: TargetStart, options: StartOptions): NodeFactory {
  return {
    administrationToken: starting.administrationToken,
    databases: starting.databases,
    node: (start) => nodeOf(command, starting, options, start),
  };
}

async function nodeOf(
  command: string,
  starting: TargetStart,
  options: StartOptions,
  { port, database }: NodeStart,
): Promise<TemporaryNode> {
  const folder = await makeTempFolder();
  const launch = commandLaunch(command, starting, options, { port, database, data: folder.path });
  const node = new CommandNode(launch);
  return {
    address: node.address,
    log: () => node.log(),
    kill: () => node.kill(),
    stop: () => node.stop(),
    start: () => node.start(),
    pause: () => node.pause(),
    resume: () => node.resume(),
    remove: () => node.kill().then(() => folder.remove()),
  };
}
