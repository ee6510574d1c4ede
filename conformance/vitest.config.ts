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
const drawn = {
  include: ['test/self-test/**/*.test.ts', 'test/clients/python-mutants.test.ts'],
  exclude: ['**/{right-*,closing-streams,load-mutants}.test.ts'],
  // A part of a short list may be empty.
  passWithNoTests: true,
};

export default defineConfig(({ mode }) =>
  mergeConfig(shared, {
    test: {
      globalSetup: 'test/support/draw-sample.ts',
      sequence: { sequencer: LongestFirst },
      ...(mode === 'rest' && drawn),
      ...(mode === 'sample' && { passWithNoTests: true }),
    },
  }),
);
