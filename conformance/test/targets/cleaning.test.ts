import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  createdLabel,
  hostLabel,
  ownerLabel,
  ownLabels,
  startLabel,
} from '../../src/targets/cleanup/owner-labels.ts';
import { MAX_USE_MS, sweepContainers } from '../../src/targets/cleanup/sweep-containers.ts';
import { containerEngine } from '../../src/targets/container/engine.ts';
import { engineIfAny, haveImages, madeBy, nothing } from '../support/engine.ts';

const isHere = await haveImages(['parsec-cloud:3.10.0', 'postgres:18']);
const here = (name: string, body: () => Promise<void>) => test.skipIf(!isHere)(name, body, 300_000);

const everything = { containers: 3, networks: 1, volumes: 1 };

/** A judge that has started a server with a database and a disk. */
async function startJudge(): Promise<{ readonly judge: ChildProcess; readonly pid: number }> {
  const program = join(import.meta.dirname, 'judge-that-deploys.ts');
  const judge = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const words = [once(judge.stdout, 'data'), once(judge, 'exit')];
  expect(String(await Promise.race(words))).toBe('ready\n');
  const pid = judge.pid ?? 0;
  expect(await madeBy(pid)).toEqual(everything);
  return { judge, pid };
}

/**
 * The containers and volumes of an ended process, polled because the engine removes them with a
 * delay.
 */
async function leftBy(pid: number): Promise<object> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (Object.values(await madeBy(pid)).every((count) => count === 0)) break;
    await sleep(100);
  }
  return madeBy(pid);
}

here('a judge that is killed leaves nothing either', async () => {
  const { judge, pid } = await startJudge();
  judge.kill('SIGKILL');
  expect(await leftBy(pid)).toEqual(nothing);
});

here(
  'a run removes what a killed judge without a guardian left, and keeps what a running judge uses, which removes it at its end',
  async () => {
    const [killed, living] = await Promise.all([startJudge(), startJudge()]);
    for (const child of childrenOf(killed.pid)) process.kill(child, 'SIGKILL');
    killed.judge.kill('SIGKILL');
    await once(killed.judge, 'exit');
    expect(await madeBy(killed.pid)).toEqual(everything);
    await sweepContainers(await containerEngine());
    expect(await madeBy(killed.pid)).toEqual(nothing);
    expect(await madeBy(living.pid)).toEqual(everything);
    const exited = once(living.judge, 'exit');
    living.judge.stdin?.end();
    expect(await exited).toEqual([0, null]);
    expect(await madeBy(living.pid)).toEqual(nothing);
  },
);

/** Whether a volume with these labels still exists after a sweep. */
async function outlivesSweep(labels: Record<string, string>): Promise<boolean> {
  const engine = await containerEngine();
  const { dockerode } = engine.container;
  const name = `parsec-spec-${randomBytes(4).toString('hex')}`;
  await dockerode.createVolume({ Name: name, Labels: { ...ownLabels(), ...labels } });
  await sweepContainers(engine);
  const volume = dockerode.getVolume(name);
  const isThere = await volume.inspect().then(
    () => true,
    () => false,
  );
  if (isThere) await volume.remove();
  return isThere;
}

// Judges in two containers on a host network have the same host name, but cannot see each other's
// processes.
test.skipIf((await engineIfAny()) === undefined)(
  'objects of a process on another machine are removed only when they are old',
  async () => {
    const nobody = { [ownerLabel]: '999999999' };
    const old = { [createdLabel]: new Date(Date.now() - MAX_USE_MS - 1000).toISOString() };
    const elsewhere = { ...nobody, [hostLabel]: hostname() };
    expect(await outlivesSweep({})).toBe(true);
    expect(await outlivesSweep(elsewhere)).toBe(true);
    expect(await outlivesSweep({ ...elsewhere, ...old })).toBe(false);
    if (process.platform !== 'linux') return;
    expect(await outlivesSweep(nobody)).toBe(false);
    expect(await outlivesSweep({ [startLabel]: '1' })).toBe(false);
    expect(await outlivesSweep(old)).toBe(true);
  },
);

const cli = join(import.meta.dirname, '..', '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
const targetFile = join(import.meta.dirname, '..', '..', 'targets', 'parsec-cloud-postgres.yaml');

/** Runs the suite as a user does, and sends SIGINT at a given moment. */
async function interrupted(isTime: (made: object, output: string) => boolean) {
  const words = ['validate', 'image:parsec-cloud:3.10.0', '--with', 'postgres', '--target-file', targetFile];
  const run = spawn(process.execPath, [cli, ...words], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const pid = run.pid ?? 0;
  let output = '';
  run.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const exited = once(run, 'exit');
  while (run.exitCode === null && !isTime(await madeBy(pid), output)) await sleep(50);
  expect(run.exitCode, output).toBe(null);
  process.kill(-pid, 'SIGINT');
  const [code] = (await exited) as [number | null];
  return { pid, code };
}

here('Ctrl-C while checks run ends everything, and the run with 130', async () => {
  const { pid, code } = await interrupted((_made, output) => output.includes('judging image:'));
  expect(code).toBe(130);
  expect(await leftBy(pid)).toEqual(nothing);
});

here('Ctrl-C while the database starts likewise', async () => {
  const { pid, code } = await interrupted((made) => 'containers' in made && made.containers === 1);
  expect(code).toBe(130);
  expect(await leftBy(pid)).toEqual(nothing);
});

/** The child processes of a process. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').map(Number);
}
