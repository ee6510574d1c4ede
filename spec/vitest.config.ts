import { defineConfig, mergeConfig } from 'vitest/config';
import { conditions, shared } from '../vitest.shared.ts';

const inBrowsers = ['browser', ...conditions];

/** The codec and links are also tested on the modules that browsers get (`#platform`). */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      // No test changes what another one sees, so a worker loads the modules once.
      isolate: false,
      projects: [
        { extends: true, test: { name: 'node' } },
        {
          extends: false,
          resolve: { conditions: inBrowsers },
          ssr: { resolve: { conditions: inBrowsers } },
          test: {
            ...shared.test,
            isolate: false,
            name: 'browser',
            include: ['test/{codec,urls}/**/*.test.ts'],
          },
        },
      ],
    },
  }),
);
