import { expect, test } from 'vitest';
import { ContainerNode } from '../../src/targets/container/container-node.ts';
import { containerNodes } from '../../src/targets/deployment/container-nodes.ts';
import type { TargetStart } from '../../src/targets/target-start.ts';
import { haveImages, madeBy, nothing } from '../support/engine.ts';

// Any image with a shell: the test does not depend on the server in it.
const image = 'postgres:18';
const here = test.skipIf(!(await haveImages([image])));

const starting: TargetStart = {
  recipe: { data: '/data' },
  hasFile: true,
  administrationToken: 't',
  deadlineMs: 1000,
  signal: undefined,
  databases: undefined,
};

here('a disk is filled completely and freed, and keeps its content when its server is killed', async () => {
  const disk = await containerNodes(image, starting, {}).disk?.();
  if (disk === undefined) throw new Error('a container can have a disk');
  const node = await ContainerNode.create({
    address: '',
    create: { Image: image, Entrypoint: ['sleep', '100'], HostConfig: { Binds: [`${disk.volume}:/data`] } },
    untilReady: () => Promise.resolve(),
  });
  const write = (name: string) => node.execute(['sh', '-c', `printf acknowledged | cat > /data/${name}`]);
  const read = (name: string) => node.execute(['cat', `/data/${name}`]);
  try {
    await node.start();
    await write('first');
    await disk.fill();
    await expect(write('second')).rejects.toThrow('No space left on device');
    expect(await read('first')).toBe('acknowledged');
    await node.kill();
    await node.start();
    expect(await read('first')).toBe('acknowledged');
    await expect(write('second')).rejects.toThrow('No space left on device');
    await disk.free();
    await write('second');
    expect(await read('second')).toBe('acknowledged');
    expect(await madeBy(process.pid)).toEqual({ containers: 2, networks: 0, volumes: 1 });
  } finally {
    await node.remove();
    await disk.remove();
  }
  expect(await madeBy(process.pid)).toEqual(nothing);
});
