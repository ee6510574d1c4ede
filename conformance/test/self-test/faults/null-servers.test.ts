import { expect, test } from 'vitest';
import { loadChecks } from '../../../src/judge/registry.ts';
import { defaultCapabilities } from '../../../src/targets/capabilities.ts';
import type { Deployment, DeployOptions } from '../../../src/targets/deployment/deployment.ts';
import { memoryStartOptions } from '../../../src/targets/memory-target.ts';
import type { ServerTarget } from '../../../src/targets/target.ts';
import { drawn } from '../../support/drawn.ts';
import { judged } from '../../support/judged.ts';
import { type NullServer, nullServers, startNullServer } from '../../support/null-server.ts';

const checks = (await loadChecks()).filter(({ needs }) => needs?.includes('faults'));
const nothing = () => Promise.resolve();

/** Defects have no effect on a null server, but it does stop correctly. */
async function deploy(address: string, { nodes = 1, disk }: DeployOptions): Promise<Deployment> {
  const node = {
    address,
    log: () => '',
    kill: nothing,
    stop: () => Promise.resolve(0),
    start: nothing,
    pause: nothing,
    resume: nothing,
  };
  const database = {
    kill: nothing,
    start: nothing,
    pause: nothing,
    resume: nothing,
    cut: nothing,
    partition: nothing,
    heal: nothing,
    slow: nothing,
  };
  return {
    nodes: Array(nodes).fill(node),
    administrationToken: 's3cr3t',
    database,
    ...(disk === true ? { disk: { fill: nothing, free: nothing } } : {}),
    close: nothing,
  };
}

test.concurrent.each(drawn(Object.keys(nullServers) as NullServer[], String))(
  '%s: no promise is kept by a server that does nothing',
  async (name) => {
    const server = await startNullServer(name);
    const running = {
      address: server.address,
      administrationToken: 's3cr3t',
      log: () => '',
      close: nothing,
    };
    const target: ServerTarget = {
      ...running,
      kind: 'cmd',
      spec: 'a null server',
      capabilities: { ...defaultCapabilities, durable: true, nodes: true, database: true, mail: true },
      baseline: [],
      callback: { bind: '127.0.0.1', host: '127.0.0.1' },
      startOptions: memoryStartOptions,
      deploy: (options) => deploy(server.address, options),
      undeployable: {},
    };
    const done = await judged({
      server: target,
      checks,
      seed: 'null',
      run: '000000',
      timeout: name === 'no answer ever' ? 500 : 5000,
      faults: true,
      again: false,
      withoutPreflight: { spontaneous: true, events: true },
    }).finally(() => server.close());
    const held = done.filter(({ outcome }) => !['fail', 'warning'].includes(outcome));
    expect(
      held.map(({ check, outcome, message, reason }) => `${check}: ${outcome} ${message ?? reason ?? ''}`),
    ).toEqual([]);
    expect(done.length).toBe(checks.length);
  },
);
