import { defineConfig, mergeConfig } from 'vitest/config';
import { conditions, shared } from '../vitest.shared.ts';

const inBrowsers = ['browser', ...conditions];

/** The core is also tested on the modules that browsers get (`#platform`). */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      projects: [
        { extends: true, test: { name: 'node' } },
        {
          extends: false,
          resolve: { conditions: inBrowsers },
          ssr: { resolve: { conditions: inBrowsers } },
          test: {
            ...shared.test,
            name: 'browser',
            include: [
              'test/{log,core/{client-address,recorded-journey},platform/**/*,storage/ledger/{certificate-reader,name-digests,pack-state,snapshot-writer}}.test.ts',
            ],
          },
        },
      ],
    },
  }),
);
