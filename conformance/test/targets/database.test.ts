import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { ownerLabel } from '../../src/targets/cleanup/owner-labels.ts';
import { containerEngine } from '../../src/targets/container/engine.ts';
import { Databases } from '../../src/targets/database/databases.ts';
import { postgresAnswers, requirePostgres } from '../../src/targets/database/postgres.ts';
import { engineIfAny, haveImages, madeBy, nothing } from '../support/engine.ts';

const here = test.skipIf(!(await haveImages(['postgres:18'])));

const migrated: string[] = [];
const databases = new Databases({
  hasOwnNetwork: false,
  migrate: (url) => {
    migrated.push(url);
    return Promise.resolve();
  },
  signal: undefined,
});
afterAll(() => databases.close(), 60_000);

/** Whether a PostgreSQL answers at a URL. */
const answers = (url: string): Promise<boolean> => {
  const { hostname, port, username } = new URL(url);
  return postgresAnswers(hostname, Number(port), username);
};

here('each server has a database of its own in one PostgreSQL, made ready once and copied', async () => {
  const urls = [await databases.createUrl(), await databases.createUrl()];
  expect(new Set(urls).size).toBe(2);
  expect(new Set(urls.map((url) => new URL(url).host)).size).toBe(1);
  expect(migrated).toHaveLength(1);
  expect(await Promise.all(urls.map(answers))).toEqual([true, true]);
});

here(
  'faults of a deployment database affect its proxy, and are repaired for the next deployment',
  async () => {
    const unharmed = await databases.createUrl();
    const { url, faults, release } = await databases.lease();
    expect(new URL(url).host).not.toBe(new URL(unharmed).host);
    expect(await answers(url)).toBe(true);

    const { hostname, port } = new URL(url);
    const cut = connect(Number(port), hostname);
    await once(cut, 'connect');
    const failed = once(cut, 'error');
    await faults.cut();
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(await answers(url)).toBe(true);

    await faults.partition();
    expect(await answers(url)).toBe(false);
    await faults.heal();
    expect(await answers(url)).toBe(true);

    await faults.slow(150);
    const started = performance.now();
    expect(await answers(url)).toBe(true);
    expect(performance.now() - started).toBeGreaterThanOrEqual(298);
    await faults.slow(0);

    await faults.pause();
    expect(await answers(url)).toBe(false);
    await faults.resume();
    expect(await answers(url)).toBe(true);

    await faults.kill();
    expect(await answers(url)).toBe(false);
    await faults.start();
    expect(await answers(url)).toBe(true);

    await faults.kill();
    await release();
    expect(await answers(unharmed)).toBe(true);
    const next = await databases.lease();
    expect(new URL(next.url).pathname).not.toBe(new URL(url).pathname);
    expect(await answers(next.url)).toBe(true);
    await next.release();
    // One set for the checks without faults, one for the server that was lent twice.
    expect(migrated).toHaveLength(2);
  },
);

here('a PostgreSQL without faults keeps its data in memory, one that may be killed on a disk', async () => {
  const { dockerode } = (await containerEngine()).container;
  const filters = { label: [`${ownerLabel}=${process.pid}`] };
  const containers = await dockerode.listContainers({ all: true, filters });
  const inspections = containers.map(({ Id }) => dockerode.getContainer(Id).inspect());
  const inMemory = (await Promise.all(inspections)).map(({ HostConfig }) =>
    Object.keys(HostConfig.Tmpfs ?? {}),
  );
  expect(inMemory.sort((one, other) => one.length - other.length)).toEqual([[], ['/parsec-spec']]);
});

here('closing the target removes all containers, networks and volumes', async () => {
  expect(await madeBy(process.pid)).toMatchObject({ containers: 2 });
  await databases.close();
  expect(await madeBy(process.pid)).toEqual(nothing);
});

test.skipIf((await engineIfAny()) === undefined)(
  'a missing image is a missing prerequisite, and is not pulled',
  async () => {
    process.env.PARSEC_SPEC_POSTGRES = 'postgres:0';
    try {
      await expect(requirePostgres()).rejects.toMatchObject({
        code: 'prerequisite',
        message: 'the image postgres:0 is not on this machine',
        hint: 'npm run image:postgres',
      });
    } finally {
      delete process.env.PARSEC_SPEC_POSTGRES;
    }
  },
);
