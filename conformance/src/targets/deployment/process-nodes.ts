import { CommandNode } from '../process/command-node.ts';
import { commandLaunch } from '../process/command-target.ts';
import { makeFolder } from '../process/temp-folder.ts';
import type { StartOptions } from '../start-options.ts';
import type { Starting } from '../starting.ts';
import type { NodePlace, PassingNode, Site } from './deploy.ts';

/** Nodes that are processes of the program that `command` names, each with a folder of its own. */
export function commandSite(command: string, starting: Starting, options: StartOptions): Site {
  return {
    administrationToken: starting.administrationToken,
    databases: starting.databases,
    node: (place) => nodeOf(command, starting, options, place),
  };
}

async function nodeOf(
  command: string,
  starting: Starting,
  options: StartOptions,
  { port, database }: NodePlace,
): Promise<PassingNode> {
  const folder = await makeFolder();
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
