import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ownerLabel } from '../../src/targets/cleanup/owner-labels.ts';
import { containerEngine } from '../../src/targets/container/engine.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import type { RunningServer, ServerTarget } from '../../src/targets/target.ts';

const image = 'parsec-cloud:3.10.0';
const targetFile = join(import.meta.dirname, '..', '..', 'targets', 'parsec-cloud.yaml');

const engine = await containerEngine().catch(() => undefined);
const isThere =
  (await engine?.container.dockerode
    .getImage(image)
    .inspect()
    .catch(() => undefined)) !== undefined;
// on a developer's machine these need an engine and an image; in CI a missing one fails
const here = (name: string, body: () => Promise<void>) =>
  test.skipIf(!isThere && process.env.CI === undefined)(name, body, 240_000);

beforeAll(() => {
  if (process.env.CI !== undefined)
    expect(isThere, `${image} is missing: npm run image:parsec-cloud`).toBe(true);
});

async function open(file?: string): Promise<ServerTarget> {
  const target = await openTarget(`image:${image}`, { targetFile: file });
  if (target.kind === 'client') throw new Error('not a server');
  return target;
}

/** The link of a new organization. */
async function createOrganization(
  { address, administrationToken }: RunningServer,
  more: object = {},
): Promise<string> {
  const reply = await fetch(`${address}/administration/organizations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${administrationToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ organization_id: `Org${randomUUID().slice(0, 8)}`, ...more }),
  });
  expect(reply.status).toBe(200);
  return ((await reply.json()) as { bootstrap_url: string }).bootstrap_url;
}

const ours = async () =>
  (await engine?.container.dockerode.listContainers({
    all: true,
    filters: { label: [`${ownerLabel}=${process.pid}`] },
  })) ?? [];

here('a container is judged on a mapped port without a target file, and removed', async () => {
  const target = await open();
  expect(await ours()).toHaveLength(1);
  expect(new URL(await createOrganization(target)).port).toBe(new URL(target.address).port);
  expect(target.callback).toEqual({ bind: '0.0.0.0', host: 'host.docker.internal' });
  await target.close();
  expect(await ours()).toEqual([]);
});

here('with its target file it shares the network, and starts again with other settings', async () => {
  const target = await open(targetFile);
  const second = await target.start?.({ initialActiveUsersLimit: 7 });
  if (second === undefined) throw new Error('an image can be started again');
  const link = new URL(await createOrganization(second));
  const reply = await fetch(`${second.address}/administration/organizations${link.pathname}`, {
    headers: { authorization: `Bearer ${second.administrationToken}` },
  });
  expect(await reply.json()).toMatchObject({ active_users_limit: 7 });
  expect(await ours()).toHaveLength(2);
  await Promise.all([target.close(), second.close()]);
  expect(await ours()).toEqual([]);
});

here('an image that is not there is a missing prerequisite, with the line that gets it', async () => {
  await expect(openTarget('image:parsec-cloud:0.0.0')).rejects.toMatchObject({
    code: 'prerequisite',
  });
  await expect(openTarget('image:no-such-image:1')).rejects.toMatchObject({
    code: 'prerequisite',
    hint: 'docker pull no-such-image:1',
  });
});
