import type { ServerOptions } from '@parsec-spec/reference-server/core';
import type { PropertiesFinished } from '../../src/runner/run-events.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import type { SuiteOptions } from '../../src/runner/suite-options.ts';
import { defaultCapabilities } from '../../src/targets/capabilities.ts';
import { memoryStartOptions, startMemory } from '../../src/targets/memory-target.ts';
import type { StartOptions } from '../../src/targets/start-options.ts';

/** Plays generated lives, and no check, on a reference server that may be broken. */
export async function livesOn(
  broken: Pick<ServerOptions, 'omit' | 'mutants'>,
  options: Partial<SuiteOptions> & { readonly lives?: number } = {},
): Promise<{ readonly verdict: string; readonly lives: PropertiesFinished }> {
  const start = (startOptions: StartOptions) =>
    startMemory({ administrationToken: 's3lf-t3st' }, startOptions, broken);
  const first = await start({});
  let lives: PropertiesFinished | undefined;
  try {
    const { verdict } = await runSuite({
      server: {
        ...first,
        kind: 'memory',
        spec: 'memory:reference',
        capabilities: defaultCapabilities,
        baseline: [],
        callback: { bind: '127.0.0.1', host: '127.0.0.1' },
        start,
        startOptions: memoryStartOptions,
      },
      checks: [],
      patterns: { only: ['properties'], except: [] },
      seed: 'self-test',
      run: '5e1f7e',
      withoutPreflight: {},
      properties: { seed: 'self-test', lives: options.lives ?? 24 },
      ...options,
      onEvent: (event) => {
        if (event.event === 'properties-finished') lives = event;
      },
    });
    if (lives === undefined) throw new Error('no lives were played');
    return { verdict, lives };
  } finally {
    await first.close();
  }
}
