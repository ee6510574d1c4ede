import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadChecks } from '../../../src/judge/registry.ts';
import { openTarget } from '../../../src/targets/open-target.ts';
import { drawn } from '../../support/drawn.ts';
import { judged } from '../../support/judged.ts';

const checks = await loadChecks();
const program = join(import.meta.dirname, 'unwilling-server.ts');

/** The outcomes of the checks of a requirement on a program that ends like this. */
async function outcomeOf(rule: string, manner: string): Promise<string> {
  const command = `cmd:'${process.execPath}' --conditions=parsec-spec:src '${program}' ${manner}`;
  const server = await openTarget(command, { timeoutMs: 60_000 });
  if (server.kind === 'client') throw new Error('no server');
  try {
    const [done] = await judged({
      server,
      checks: checks.filter(({ id }) => id === rule),
      seed: 'self-test',
      run: '5e1f7e',
      faults: true,
      again: false,
      withoutPreflight: { spontaneous: false, events: true },
    });
    return done === undefined ? 'nothing' : `${done.outcome}: ${done.observed ?? done.message ?? ''}`;
  } finally {
    await server.close();
  }
}

const cases = [
  ['durability/stop-is-bounded', 'clings', 'fail: "a process that still runs"'],
  ['durability/stop-is-bounded#half-requests', 'waits', 'fail: "a process that still runs"'],
  ['durability/stop-ends-well', 'ends-badly', 'warning: 3'],
  ['durability/stop-finishes-requests', 'drops', 'warning: no answer'],
  ['durability/stop-finishes-requests', 'answers-one', 'warning: no answer'],
] as const;

test.concurrent.each(drawn(cases, ([rule]) => rule))(
  '%s is broken by a program that %s',
  async (rule, manner, done) => {
    expect(await outcomeOf(rule, manner)).toContain(done);
  },
);
