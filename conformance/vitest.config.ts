import { mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { shared } from '../vitest.shared.ts';

/** The self-test, which takes longest, begins first: nothing else is left to do when it ends. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(moduleId.includes('/self-test/'));
    return (await super.sort(files)).sort((one, other) => isLong(other) - isLong(one));
  }
}

export default mergeConfig(shared, {
  test: { sequence: { sequencer: LongestFirst } },
});
