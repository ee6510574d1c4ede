import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { reportLeftover } from '../../src/targets/cleanup/guardian.ts';
import { ownLabels } from '../../src/targets/cleanup/owner-labels.ts';
import { containerEngine, removeContainer, removeNetwork } from '../../src/targets/container/engine.ts';
import { makeNetwork } from '../../src/targets/container/network.ts';
import { haveImages, madeBy, nothing } from '../support/engine.ts';

const isHere = await haveImages(['postgres:18']);

/** A network, and a container that is attached to it. */
async function joined() {
  const { dockerode } = (await containerEngine()).container;
  const network = await makeNetwork();
  const container = await dockerode.createContainer({
    Image: 'postgres:18',
    Cmd: ['sleep', '60'],
    Labels: ownLabels(),
    HostConfig: { NetworkMode: network.name },
  });
  await container.start();
  return { network, container };
}

test.skipIf(!isHere)('a network in use is removed as soon as it is free', async () => {
  const { network, container } = await joined();
  await expect(removeNetwork(network.name, 300)).rejects.toThrow('active endpoints');
  const removed = network.remove();
  await sleep(500);
  await removeContainer(container.id);
  await removed;
  expect(await madeBy(process.pid)).toEqual(nothing);
  // Removing something that no longer exists succeeds.
  await removeContainer(container.id);
  await removeNetwork(network.name);
});

test('a failed removal is reported in one line, and nothing is thrown', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  reportLeftover('the network parsec-spec-1')(
    new Error('(HTTP code 403) unexpected -\n it has active endpoints \n'),
  );
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    'the network parsec-spec-1 could not be removed, the next run tries again: (HTTP code 403) unexpected - it has active endpoints',
    'LeftBehind',
  );
  warn.mockRestore();
});
