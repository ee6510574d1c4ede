import { TargetError } from './target-error.ts';
import type { RunningServer } from './target.ts';
import type { Starting } from './starting.ts';
import type { StartOptionName, StartOptions } from './start-options.ts';

/** The settings that the reference server takes when it runs inside the judge. */
export const memoryStartOptions: ReadonlySet<StartOptionName> = new Set([]);

/** Starts the reference server inside this process, on a loopback port: the judge needs a socket for hostile bytes. */
export async function startMemory(starting: Starting, options: StartOptions): Promise<RunningServer> {
  throw new TargetError(
    'prerequisite',
    `the reference server is not built yet (${JSON.stringify(options)}, ${starting.deadlineMs})`,
    'wait',
  );
}
