import type { Check } from '../../../src/case/check.ts';
import type { CheckFinished } from '../../../src/runner/run-events.ts';
import type { SuiteOptions } from '../../../src/runner/suite-options.ts';
import { defaultCapabilities } from '../../../src/targets/capabilities.ts';
import type { Deployment, DeployOptions } from '../../../src/targets/deployment/deployment.ts';
import { memoryStartOptions } from '../../../src/targets/memory-target.ts';
import type { ServerTarget } from '../../../src/targets/target.ts';
import { judged } from '../../runner/judged.ts';
import { administrationToken, FrailNode, type Frailty } from './frail-node.ts';
import { Shelf } from './shelf.ts';

/** In-process servers that share one shelf, and the faults that can be injected. */
async function deploy(
  { nodes: count = 1, disk, start }: DeployOptions,
  frailty: Frailty,
): Promise<Deployment> {
  const shelf = new Shelf();
  const nodes: FrailNode[] = [];
  for (let index = 0; index < count; index += 1) nodes.push(await FrailNode.begin(shelf, frailty, start));
  const set = (state: Shelf['state']) => async () => {
    shelf.state = state;
  };
  const cut = async () => {
    shelf.cuts += 1;
  };
  return {
    nodes,
    administrationToken,
    database: {
      kill: async () => {
        await cut();
        shelf.state = 'gone';
      },
      start: set('there'),
      pause: set('silent'),
      resume: set('there'),
      cut,
      partition: async () => {
        await cut();
        shelf.state = 'gone';
      },
      heal: set('there'),
      slow: async (ms) => {
        shelf.delay = ms;
      },
    },
    ...(disk === true
      ? {
          disk: {
            fill: async () => {
              shelf.isFull = true;
            },
            free: async () => {
              shelf.isFull = false;
            },
          },
        }
      : {}),
    close: async () => {
      for (const node of nodes) await node.kill();
    },
  };
}

/** The outcomes of the given checks on a server with this fault. */
export async function judgeFrail(
  checks: readonly Check[],
  frailty: Frailty,
  seed = 'self-test',
  more: Pick<SuiteOptions, 'timeout'> = {},
): Promise<readonly CheckFinished[]> {
  const first = await FrailNode.begin(
    new Shelf(),
    frailty.server === undefined ? {} : { server: frailty.server },
  );
  const target: ServerTarget = {
    kind: 'cmd',
    spec: 'a frail server',
    address: first.address,
    administrationToken,
    log: () => '',
    close: () => first.kill(),
    capabilities: { ...defaultCapabilities, durable: true, nodes: true, database: true, mail: true },
    baseline: [],
    callback: { bind: '127.0.0.1', host: '127.0.0.1' },
    startOptions: memoryStartOptions,
    deploy: (options) => deploy(options, frailty),
    undeployable: {},
  };
  try {
    return await judged({
      server: target,
      checks,
      seed,
      run: '5e1f7e',
      faults: true,
      retry: false,
      withoutPreflight: { spontaneous: false, events: true },
      ...more,
    });
  } finally {
    await first.kill();
  }
}

/** Timeout in ms, equal to that of a retried check. */
const patience = 180_000;

/** The same for a correct server. The long timeout absorbs the delays of a busy machine. */
export const judgeRight = (
  checks: readonly Check[],
  frailty: Frailty = {},
  seed?: string,
): Promise<readonly CheckFinished[]> => judgeFrail(checks, frailty, seed, { timeout: patience });
