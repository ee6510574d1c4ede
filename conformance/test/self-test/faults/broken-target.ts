import type { Check } from '../../../src/judge/check.ts';
import type { CheckFinished } from '../../../src/report/report-events.ts';
import type { SuiteOptions } from '../../../src/runner/suite-options.ts';
import { defaultCapabilities } from '../../../src/targets/capabilities.ts';
import type { Deployment, DeployOptions } from '../../../src/targets/deployment/deployment.ts';
import { memoryStartOptions } from '../../../src/targets/memory-target.ts';
import type { ServerTarget } from '../../../src/targets/target.ts';
import { judged } from '../../support/judged.ts';
import { administrationToken, BrokenNode, type NodeDefect } from './broken-node.ts';
import { SharedStore } from './shared-store.ts';

/** In-process servers that share one store, and the faults that can be injected. */
async function deploy(
  { nodes: count = 1, disk, start }: DeployOptions,
  nodeDefect: NodeDefect,
): Promise<Deployment> {
  const store = new SharedStore();
  const nodes: BrokenNode[] = [];
  for (let index = 0; index < count; index += 1) nodes.push(await BrokenNode.begin(store, nodeDefect, start));
  const set = (state: SharedStore['state']) => async () => {
    store.state = state;
  };
  const cut = async () => {
    store.cuts += 1;
  };
  return {
    nodes,
    administrationToken,
    database: {
      kill: async () => {
        await cut();
        store.state = 'gone';
      },
      start: set('there'),
      pause: set('silent'),
      resume: set('there'),
      cut,
      partition: async () => {
        await cut();
        store.state = 'gone';
      },
      heal: set('there'),
      slow: async (ms) => {
        store.delay = ms;
      },
    },
    ...(disk === true
      ? {
          disk: {
            fill: async () => {
              store.isFull = true;
            },
            free: async () => {
              store.isFull = false;
            },
          },
        }
      : {}),
    close: async () => {
      for (const node of nodes) await node.kill();
    },
  };
}

/** The outcomes of the given checks on a server with this defect. */
export async function runOnBroken(
  checks: readonly Check[],
  nodeDefect: NodeDefect,
  seed = 'self-test',
  more: Pick<SuiteOptions, 'timeout'> = {},
): Promise<readonly CheckFinished[]> {
  const first = await BrokenNode.begin(
    new SharedStore(),
    nodeDefect.server === undefined ? {} : { server: nodeDefect.server },
  );
  const target: ServerTarget = {
    kind: 'cmd',
    spec: 'a broken server',
    address: first.address,
    administrationToken,
    log: () => '',
    close: () => first.kill(),
    capabilities: { ...defaultCapabilities, durable: true, nodes: true, database: true, mail: true },
    baseline: [],
    callback: { bind: '127.0.0.1', host: '127.0.0.1' },
    startOptions: memoryStartOptions,
    deploy: (options) => deploy(options, nodeDefect),
    undeployable: {},
  };
  try {
    return await judged({
      server: target,
      checks,
      seed,
      run: '5e1f7e',
      faults: true,
      again: false,
      withoutPreflight: { spontaneous: false, events: true },
      ...more,
    });
  } finally {
    await first.kill();
  }
}

/** Timeout in ms of a check on a correct server. It absorbs the delays of a busy machine. */
const LONG_TIMEOUT_MS = 270_000;

/** The outcomes on a correct server. */
export const runOnCorrect = (
  checks: readonly Check[],
  nodeDefect: NodeDefect = {},
  seed?: string,
): Promise<readonly CheckFinished[]> => runOnBroken(checks, nodeDefect, seed, { timeout: LONG_TIMEOUT_MS });
