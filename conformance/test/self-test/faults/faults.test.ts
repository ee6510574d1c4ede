import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { loadChecks } from '../../../src/judge/registry.ts';
import { drawn } from '../../support/drawn.ts';
import { brokenDatabases } from './broken-databases.ts';
import { changed, never } from './broken-journals.ts';
import { brokenMemories } from './broken-memories.ts';
import { brokenNodes } from './broken-nodes.ts';
import { brokenProcesses } from './broken-processes.ts';
import { brokenRequests } from './broken-requests.ts';
import { brokenRivals } from './broken-rivals.ts';
import { brokenStreams } from './broken-streams.ts';
import { runOnBroken, runOnCorrect } from './broken-target.ts';

// Nearly all of the time is spent waiting for servers that do not answer.
vi.setConfig({ maxConcurrency: 32 });

const checks = (await loadChecks()).filter(({ needs }) => needs?.includes('faults'));
/** The slowest come first. */
const brokenServers = [
  ...brokenRivals,
  ...brokenDatabases,
  ...brokenRequests,
  ...brokenProcesses,
  ...brokenStreams,
  ...brokenNodes,
  ...brokenMemories,
];

describe.concurrent('a right server', () => {
  test.each(drawn(['may carry out a request that a lost node had already sent to the database'], String))(
    '%s',
    {
      timeout: 240_000,
    },
    async () => {
      const lost = checks.filter(({ id }) => id === 'durability/one-node-lost-is-no-outage#inside-requests');
      const late = changed((_right, store, nodeState) => ({
        append: async (entry) => {
          await sleep(6);
          const outcome = await store.append(entry);
          return nodeState.isDead ? await never : outcome;
        },
      }));
      for (const seed of ['a', 'b', 'c', 'd']) {
        const done = await runOnCorrect(lost, late, seed);
        expect(done.map(({ outcome, message }) => `${outcome} ${message ?? ''}`)).toEqual(['pass ']);
      }
    },
  );
});

test.concurrent('every durability requirement has a server that breaks it, except those about a stop, which are tested elsewhere', () => {
  const broken = new Set<string>(brokenServers.map(({ breaks }) => breaks));
  const promises = new Set<string>(checks.flatMap(({ requirements }) => requirements));
  const elsewhere = [
    'stop-is-bounded',
    'stop-ends-well',
    'stop-finishes-requests',
    'linearizable-per-organization',
  ];
  const missing = [...promises].filter((id) => !broken.has(id));
  expect(missing.sort()).toEqual(elsewhere.map((name) => `durability/${name}`).sort());
});

describe.concurrent('a server that breaks a requirement is detected by a check of that requirement', () => {
  test.each(drawn(brokenServers, ({ breaks }) => breaks))(
    '$name',
    async ({ breaks, nodeDefect, tries = 1 }) => {
      const naming = checks.filter(({ requirements }) => requirements.includes(breaks));
      const findings: string[] = [];
      for (let number = 1; number <= tries; number += 1) {
        const done = await runOnBroken(naming, nodeDefect, `self-test ${number}`);
        if (done.some(({ outcome, fault }) => ['fail', 'warning'].includes(outcome) && fault !== true))
          return;
        findings.push(
          ...done.map(
            ({ check, outcome, message, reason }) => `${check}: ${outcome}: ${message ?? reason ?? ''}`,
          ),
        );
      }
      expect(naming.length, `no check names ${breaks}`).toBeGreaterThan(0);
      expect.fail(`no check noticed it:\n${findings.join('\n')}`);
    },
  );
});
