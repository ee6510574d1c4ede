import { expect, test } from 'vitest';
import { openTarget } from '../../src/targets/open-target.ts';
import type { RunningServer, ServerTarget } from '../../src/targets/target.ts';

async function open(): Promise<ServerTarget> {
  const target = await openTarget('memory:reference');
  if (target.kind === 'client') throw new Error('not a server');
  return target;
}

async function limitOf({ address, administrationToken }: RunningServer): Promise<unknown> {
  const headers = { authorization: `Bearer ${administrationToken}`, 'content-type': 'application/json' };
  const organizations = `${address}/administration/organizations`;
  const created = await fetch(organizations, { method: 'POST', headers, body: '{"organization_id":"Org"}' });
  const { bootstrap_url } = (await created.json()) as { bootstrap_url: string };
  expect(new URL(bootstrap_url).port).toBe(new URL(address).port);
  const shown = (await (await fetch(`${organizations}/Org`, { headers })).json()) as {
    active_users_limit: unknown;
  };
  return shown.active_users_limit;
}

test('the reference server runs inside the judge, on a socket, and ends', async () => {
  const target = await open();
  expect(await limitOf(target)).toBeNull();
  await target.close();
  await expect(fetch(target.address)).rejects.toThrow();
});

test('a second one runs beside it, with its own settings and state', async () => {
  const target = await open();
  expect(target.startOptions.has('initialActiveUsersLimit')).toBe(true);
  const second = await target.start?.({ initialActiveUsersLimit: 3 });
  if (second === undefined) throw new Error('the reference server can be started again');
  expect(await limitOf(second)).toBe(3);
  expect(await limitOf(target)).toBeNull();
  await Promise.all([target.close(), second.close()]);
});
