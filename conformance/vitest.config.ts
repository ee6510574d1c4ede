import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { shared } from '../vitest.shared.ts';

/** The self-test and the targets take longest and begin first, so that no worker idles at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(/\/(self-test|targets)\//.test(moduleId));
    return (await super.sort(files)).sort((one, other) => isLong(other) - isLong(one));
  }
}

/** The tests of which `--mode sample` runs a part. `--mode rest` runs the other part. */
const drawn = [
  'test/self-test/**/*.test.ts',
  'test/clients/{python-mutants,french,by-contract}.test.ts',
  'test/faults/histories-of-broken-servers.test.ts',
  'test/played-server/misbehaving-server.test.ts',
  'test/play/{bootstrap-moves,greeting,hostile-targets,lives-of-broken-servers}.test.ts',
];

export default defineConfig(({ mode }) => {
  const config = mergeConfig(shared, {
    test: {
      globalSetup: 'test/support/draw-sample.ts',
      sequence: { sequencer: LongestFirst },
      // A part of a short list may be empty.
      passWithNoTests: mode === 'sample' || mode === 'rest',
    },
  });
  if (mode !== 'rest') return config;
  const exclude = ['**/{right-*,load-mutants}.test.ts'];
  return { ...config, test: { ...config.test, include: drawn, exclude } };
});
