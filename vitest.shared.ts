import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { RunningTests } from './.ci/running-tests.ts';

// Node tests use `ssr.resolve.conditions`: packages resolve to their sources, without a build.
export const conditions = ['parsec-spec:src', 'module', 'node', 'development|production'];

/**
 * Test settings of every package: sources without a build, and one JSON result file per package,
 * which CI adds up.
 */
export const shared = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    // Only for a test that hangs: a busy machine may take many times as long as an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Tests wait for servers half of the time, so at least three files run concurrently.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // Programs that tests start need a third of the CPU time if their modules are compiled already.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)) },
    reporters: ['default', ['json', { outputFile: '.vitest/result.json' }], new RunningTests()],
  },
});

/**
 * Settings of a package of which `npm test` (`--mode sample`) leaves out these files, because they
 * need minutes or a browser. `--mode rest` runs only these.
 */
export function leavingOut(left: readonly string[], mode: string): ViteUserConfig {
  const change = {
    sample: { exclude: [...configDefaults.exclude, ...left] },
    // A shard of a short list may be empty.
    rest: { include: [...left], passWithNoTests: true },
  }[mode];
  return { ...shared, test: { ...shared.test, ...change } };
}
