import { describe, expect, test, vi } from 'vitest';
import { loadChecks } from '../../../src/judge/registry.ts';
import { drawn } from '../../support/drawn.ts';
import { brokenNodes } from './broken-nodes.ts';
import { brokenProcesses } from './broken-processes.ts';
import { runOnBroken } from './broken-target.ts';

// Most of the time is spent waiting for killed servers and for events; the searches share one
// worker.
vi.setConfig({ maxConcurrency: 3 });

const id = 'durability/linearizable-per-organization';
const checks = (await loadChecks()).filter(({ requirements }) => requirements.some((one) => one === id));
const brokenServers = [...brokenNodes, ...brokenProcesses];

describe.concurrent('no order explains the outcomes of a broken server', () => {
  const cases = [
    ['members-of-two-nodes', 'reads only once'],
    ['invitations-of-two-nodes', 'reads only once'],
    ['members-of-two-nodes', 'sends its events only to its own streams'],
    ['doors-of-two-nodes', 'reads only once'],
    ['members-of-two-nodes', 'overwrites records of another node'],
    ['members-over-a-kill', 'forgets everything'],
    ['invitations-over-a-kill', 'keeps invitations in memory only'],
  ] as const;

  test.each(drawn(cases, String))('%s: a server that %s', async (name, broken) => {
    const nodeDefect = brokenServers.find((one) => one.name === broken)?.nodeDefect;
    if (nodeDefect === undefined) throw new Error(`no server ${broken}`);
    const [done] = await runOnBroken(
      checks.filter((check) => check.id === `${id}#${name}`),
      nodeDefect,
      'self-test',
      // On a busy machine the search takes longer than the check allows.
      { timeout: 240_000 },
    );
    expect(done?.outcome, done?.message ?? done?.reason).toBe('fail');
    expect(done?.observed).toMatch(/ → | heard|^more than \d+ kinds of calls$/);
  });
});
