import type { ServerOptions } from '@parsec-spec/reference-server/core';
import { defaultCapabilities } from '../src/targets/capabilities.ts';
import { memoryStartOptions, startMemory } from '../src/targets/memory-target.ts';
import type { StartOptions } from '../src/targets/start-options.ts';
import type { ServerTarget } from '../src/targets/target.ts';

/** Rules that a server leaves out or breaks. Without any it is correct. */
export type Broken = Pick<ServerOptions, 'omit' | 'mutants'>;

/** Starts the reference server with these defects, as a target that can start more of the same. */
export async function mutantTarget(broken: Broken, options: StartOptions = {}): Promise<ServerTarget> {
  const start = (more: StartOptions) => startMemory({ administrationToken: 's3lf-t3st' }, more, broken);
  return {
    ...(await start(options)),
    kind: 'memory',
    spec: 'memory:reference',
    capabilities: { ...defaultCapabilities, mail: true },
    baseline: [],
    callback: { bind: '127.0.0.1', host: '127.0.0.1' },
    start,
    startOptions: memoryStartOptions,
  };
}
