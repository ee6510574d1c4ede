import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Deployment, ServerNode } from '../../src/targets/deployment/deployment.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import type { ServerTarget } from '../../src/targets/target.ts';

const server = `'${process.execPath}' '${join(import.meta.dirname, '..', 'targets', 'small-server.mjs')}'`;

let target: ServerTarget;
beforeAll(async () => {
  const opened = await openTarget(`cmd:${server} --store {data}`, { timeoutMs: 20_000 });
  if (opened.kind === 'client') throw new Error('not a server');
  target = opened;
});
afterAll(() => target.close());

async function deploy(nodes = 1): Promise<Deployment> {
  const deployment = await target.deploy?.({ nodes });
  if (deployment === undefined) throw new Error('a program can be deployed');
  return deployment;
}

function nodeOf({ nodes }: Deployment, index = 0): ServerNode {
  const node = nodes[index];
  if (node === undefined) throw new Error(`no node ${index}`);
  return node;
}

interface Answer {
  readonly pid: number;
  readonly starts: number;
  readonly args: readonly string[];
  readonly token: string;
}
const ask = async ({ address }: ServerNode, ms = 5000) =>
  (await (await fetch(address, { signal: AbortSignal.timeout(ms) })).json()) as Answer;

test('a killed node is gone at once, and restarts at its address with its stored state', async () => {
  const deployment = await deploy();
  const node = nodeOf(deployment);
  const before = await ask(node);
  expect(before).toMatchObject({ starts: 1, token: deployment.administrationToken });
  await node.kill();
  await expect(ask(node)).rejects.toThrow();
  await node.kill();
  await node.start();
  const after = await ask(node);
  expect(after.starts).toBe(2);
  expect(after.pid).not.toBe(before.pid);
  expect(node.log()).toContain(`pid ${before.pid}\npid ${after.pid}`);
  await deployment.close();
});

test('a stopped node reports its exit code', async () => {
  const deployment = await deploy();
  const node = nodeOf(deployment);
  expect(await node.stop()).toBe(0);
  await expect(ask(node)).rejects.toThrow();
  await expect(node.stop()).rejects.toThrow('does not run');
  await node.start();
  expect((await ask(node)).starts).toBe(2);
  await deployment.close();
});

test('a suspended node does not answer, and the same process answers when it is resumed', async () => {
  const deployment = await deploy();
  const node = nodeOf(deployment);
  const { pid } = await ask(node);
  await node.pause();
  await expect(ask(node, 300)).rejects.toMatchObject({ name: 'TimeoutError' });
  await node.resume();
  expect((await ask(node)).pid).toBe(pid);
  await deployment.close();
});

test('each node has its own process, address and folder; the end removes all of them, also of suspended nodes', async () => {
  const deployment = await deploy(2);
  const [one, two] = [await ask(nodeOf(deployment)), await ask(nodeOf(deployment, 1))];
  const folders = [one, two].map(({ args }) => args[1] ?? '');
  expect(new Set([one.pid, two.pid]).size).toBe(2);
  expect(new Set(folders).size).toBe(2);
  expect(folders.map((folder) => existsSync(folder))).toEqual([true, true]);
  await nodeOf(deployment, 1).pause();
  await deployment.close();
  await deployment.close();
  expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
  for (const { pid } of [one, two]) expect(await isGone(pid)).toBe(true);
});

test('a feature that the target does not declare is not deployed, and the reason says so', () => {
  expect(target.undeployable).toEqual({
    durable: 'the target declares no capability `durable`',
    nodes: 'the target declares no capability `nodes`',
    database: 'the target declares no capability `database`',
    disk: 'the target declares no capability `disk`',
  });
});

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(20);
  }
  return false;
}
