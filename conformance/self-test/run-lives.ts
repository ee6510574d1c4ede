import type { PropertiesFinished } from '../src/runner/run-events.ts';
import { runSuite } from '../src/runner/run-suite.ts';
import type { SuiteOptions } from '../src/runner/suite-options.ts';
import { type Broken, mutantTarget } from './mutant-target.ts';

/** Plays generated lives, and no check, on a reference server that may be broken. */
export async function runLives(
  broken: Broken,
  options: Partial<SuiteOptions> & { readonly lives?: number } = {},
): Promise<{ readonly verdict: string; readonly lives: PropertiesFinished }> {
  const server = await mutantTarget(broken);
  let lives: PropertiesFinished | undefined;
  try {
    const { verdict } = await runSuite({
      server,
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
    await server.close();
  }
}
