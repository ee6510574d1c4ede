import { chmod, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { careForFolder } from '../../src/client/context.ts';
import { run } from '../support/machines.ts';
import { scene } from '../support/scene.ts';

const play = scene();

it('a command removes abandoned saves, and warns once if others can write to the folder', async () => {
  const { folder, ...context } = play.context();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const left = join(folder, 'a.keys.0123456789ab.new');
  await writeFile(left, 'half');
  const now = Date.UTC(2026, 0, 1);
  await utimes(left, new Date(now - 4_000_000), new Date(now - 4_000_000));
  await careForFolder({ folder, ...context }, now);
  expect([await readdir(folder), play.said]).toEqual([[], []]);
  if (process.platform === 'win32') return;
  await chmod(folder, 0o777);
  await careForFolder({ folder, ...context }, now);
  expect(play.said).toEqual([expect.stringMatching(/^Warning: other users can write to .*devices/)]);
});

it.runIf(process.platform !== 'win32')('every command removes abandoned saves at its start', async () => {
  const folder = join(play.home(), 'devices');
  await mkdir(folder);
  await chmod(folder, 0o770);
  const left = join(folder, 'a.keys.0123456789ab.new');
  await writeFile(left, 'half');
  await utimes(left, 0, 0);
  const { stderr } = await run(play.home(), ['--config-dir', play.home(), 'device', 'list']);
  expect(stderr.match(/Warning: .*/g)).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});
