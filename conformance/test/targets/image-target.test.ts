import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTarget } from '../../src/targets/open-target.ts';
import type { RunningServer, ServerTarget } from '../../src/targets/target.ts';
import { haveImages, madeBy } from '../support/engine.ts';

const image = 'parsec-cloud:3.10.0';
const targetFile = join(import.meta.dirname, '..', '..', 'targets', 'parsec-cloud.yaml');

const isHere = await haveImages([image]);
const here = (name: string, body: () => Promise<void>) => test.skipIf(!isHere)(name, body, 240_000);

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

const containers = async () => (await madeBy(process.pid)).containers;

here('a container is judged on a mapped port without a target file, and removed', async () => {
  const target = await open();
  expect(await containers()).toBe(1);
  expect(new URL(await createOrganization(target)).port).toBe(new URL(target.address).port);
  expect(target.callback).toEqual({ bind: '0.0.0.0', host: 'host.docker.internal' });
  await target.close();
  expect(await containers()).toBe(0);
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
  expect(await containers()).toBe(2);
  await Promise.all([target.close(), second.close()]);
  expect(await containers()).toBe(0);
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
