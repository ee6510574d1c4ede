import { shellWord } from '../../wire/terminal-text.ts';
import { byEnvironment } from '../default-recipe.ts';
import type { StartOptions } from '../start-options.ts';
import { fillIn, placeholdersOf, planStart } from '../start-recipe.ts';
import type { RunningServer } from '../target.ts';
import type { TargetStart } from '../target-start.ts';
import { type CommandLaunch, CommandNode } from './command-node.ts';
import { onSteadyPort } from './port.ts';
import { makeTempFolder } from './temp-folder.ts';

/** The resources of one start of a program. */
export interface CommandStart {
  readonly port: number;
  /** The folder of its state. */
  readonly data: string;
  /** The URL of the database that the program uses. */
  readonly database: string | undefined;
}

/** Plans the start of a shell command with these resources. */
export function commandLaunch(
  command: string,
  starting: TargetStart,
  options: StartOptions,
  { port, data, database }: CommandStart,
): CommandLaunch {
  const reach = `127.0.0.1:${port}`;
  const placeholders = {
    ...placeholdersOf('127.0.0.1', port, reach, starting.administrationToken, data),
    database,
  };
  const plan = planStart(starting.recipe, options, placeholders);
  const { arguments: words, environment } = starting.hasFile ? plan : byEnvironment(plan);
  return {
    line: [fillIn(command, placeholders), ...words.map(shellWord)].join(' '),
    environment,
    address: placeholders.address,
    deadlineMs: starting.deadlineMs,
    signal: starting.signal,
    secret: starting.administrationToken,
  };
}

/**
 * Starts a shell command on a free loopback port, in a process group of its own, and waits until it
 * answers.
 *
 * @throws `TargetError` (`unreachable`, with the log) if it is not ready in time.
 */
export async function startCommand(
  command: string,
  starting: TargetStart,
  options: StartOptions,
): Promise<RunningServer> {
  const folder = await makeTempFolder();
  let node: CommandNode;
  try {
    const database = await starting.databases?.createUrl();
    node = await onSteadyPort(async (port) => {
      const resources = { port, data: folder.path, database };
      const node = new CommandNode(commandLaunch(command, starting, options, resources));
      await node.start();
      return node;
    });
  } catch (error) {
    await folder.remove();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    address: node.address,
    administrationToken: starting.administrationToken,
    log: () => node.log(),
    close: () => {
      closing ??= node.close().then(() => folder.remove());
      return closing;
    },
  };
}
