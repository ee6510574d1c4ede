import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { commandClient } from '../../src/targets/client/client-drivers.ts';
import { drawn } from '../support/drawn.ts';
import { judged } from '../support/judged.ts';

// Acts that hang do not count while the judge is late, as it may be beside other tests.
vi.mock(import('../../src/targets/judge-delay.ts'), async (load) => ({
  ...(await load()),
  latenessBetween: () => undefined,
}));

const program = fileURLToPath(new URL('../targets/client/null-program.mjs', import.meta.url));

test.each(drawn(['ok', 'refused'], (answer) => `a program that answers ${answer}`))(
  'a program that answers `%s` to everything passes no check',
  async (answer) => {
    const driver = await commandClient(`'${process.execPath}' '${program}' ${answer}`);
    const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');
    const done = await judged({
      client: { address: 'client:null', driver },
      checks,
      seed: '1',
      run: '000000',
      jobs: 16,
      slow: true,
      again: false,
    });
    expect(done).toHaveLength(checks.length);
    const passed = done.filter(({ outcome }) => !['fail', 'warning', 'note'].includes(outcome));
    expect(passed.map(({ check, outcome }) => `${check}: ${outcome}`)).toEqual([]);
  },
);
