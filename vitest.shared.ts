import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// `ssr.resolve.conditions` is the list that counts for Node tests: packages resolve to their sources, unbuilt.
const conditions = ['parsec-spec:src', 'module', 'node', 'development|production'];

/** Test settings of every package: sources resolved unbuilt, one JSON result file per package for CI to add up. */
export const shared = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine that slept for a second looks at the clock before it reads what has come.
    expect: { poll: { timeout: 10_000 } },
    // Much of a test is waiting for servers: two at a time also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', ['json', { outputFile: '.vitest/result.json' }]],
  },
});
