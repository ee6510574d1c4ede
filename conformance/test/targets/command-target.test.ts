import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openTarget } from '../../src/targets/open-target.ts';
import type { RunningServer, ServerTarget } from '../../src/targets/target.ts';

const server = `'${process.execPath}' '${join(import.meta.dirname, 'small-server.mjs')}'`;

async function open(spec: string): Promise<ServerTarget> {
  const target = await openTarget(spec, { timeoutMs: 20_000 });
  if (target.kind === 'client') throw new Error('not a server');
  return target;
}
const ask = async ({ address }: RunningServer) =>
  (await (await fetch(address)).json()) as { token: string; pid: number; args: string[] };

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether `pid` is gone within ten seconds. */
async function isSoonGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && isAlive(pid); tries += 1) await sleep(50);
  return !isAlive(pid);
}

test('a program is started on a free port, given its token, and ended', async () => {
  const target = await open(`cmd:${server}`);
  const { token, pid } = await ask(target);
  expect(target.kind).toBe('cmd');
  expect(target.storage).toBeUndefined();
  expect(token).toBe(target.administrationToken);
  expect(target.log()).toContain(`pid ${pid}`);
  await target.close();
  expect(await isSoonGone(pid)).toBe(true);
});

test('a target file tells where servers keep their state', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-target-'));
  const targetFile = join(folder, 'target.yaml');
  const environment = ['host', 'port', 'administration-token'].map(
    (name) => `PARSEC_${name.replaceAll('-', '_').toUpperCase()}: "{${name}}"`,
  );
  for (const [storage, text] of [
    ['disk', `start: { environment: { ${environment.join(', ')} }, store: { arguments: [--quiet] } }`],
    ['memory', 'capabilities: { durable: false }'],
    [undefined, 'capabilities: { durable: true }'],
  ] as const) {
    await writeFile(targetFile, `name: small\n${text}\n`);
    const target = await openTarget(`cmd:${server}`, { targetFile, timeoutMs: 20_000 });
    expect(target.kind === 'cmd' && target.storage).toBe(storage);
    await target.close();
  }
  await rm(folder, { recursive: true });
});

test('a second server of the target runs beside the first, and each ends separately', async () => {
  const target = await open(`cmd:${server}`);
  const second = await target.start?.({ spontaneous: true });
  if (second === undefined) throw new Error('a program can be started again');
  const [one, two] = [await ask(target), await ask(second)];
  expect(two.pid).not.toBe(one.pid);
  await second.close();
  expect(await isSoonGone(two.pid)).toBe(true);
  expect(isAlive(one.pid)).toBe(true);
  await target.close();
});

test('the whole process group ends, also behind a shell and when it ignores the signal', async () => {
  const target = await open(`cmd:true && sh -c "${server} --cling; true"`);
  const { pid, args } = await ask(target);
  expect(args).toEqual(['--cling']);
  await target.close();
  expect(await isSoonGone(pid)).toBe(true);
});

test('a program that exits at once is unreachable, and its last output is shown', async () => {
  await expect(open('cmd:echo no such database >&2; exit 3')).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('exit 3'),
    log: 'no such database\n',
  });
});

test('a program that listens elsewhere is unreachable after the time given', async () => {
  const opened = openTarget('cmd:echo here; sleep 30', { timeoutMs: 2_000 });
  await expect(opened).rejects.toMatchObject({
    code: 'unreachable',
    log: 'here\n',
    hint: expect.stringContaining('{port}'),
  });
});

test('when the judge is killed, the programs that it started end too, and its folder is removed', async () => {
  const program = join(import.meta.dirname, 'judge-that-waits.ts');
  const judge = spawn(process.execPath, [program, `cmd:${server} --store {data}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(judge.stdout, 'data')) as [Buffer];
  const { pid, args } = JSON.parse(line.toString()) as { pid: number; args: string[] };
  const folder = args[1] ?? '';
  expect([isAlive(pid), existsSync(folder)]).toEqual([true, true]);
  judge.kill('SIGKILL');
  expect(await isSoonGone(pid)).toBe(true);
  await expect.poll(() => existsSync(folder)).toBe(false);
});
