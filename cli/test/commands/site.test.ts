import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';

const bin = fileURLToPath(new URL('../../bin/parsec-spec.mjs', import.meta.url));
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

test('site builds the site of a checkout, serves it and nothing else, and stops on a signal', async () => {
  const port = String(await freePort());
  const child = spawn(process.execPath, [bin, 'site', '--port', port], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stops.push(() => child.kill('SIGKILL'));
  const line = once(child.stdout, 'data') as Promise<[Buffer]>;
  const statusOfMissing = () =>
    fetch(`http://127.0.0.1:${port}/no/such/page`).then(
      ({ status }) => status,
      () => 'not listening',
    );
  // The first answers come during the build.
  await expect.poll(statusOfMissing).toBe(404);
  const url = (await line).toString().trim();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
  expect(await get('r/user_create/author-is-admin/')).toMatchObject({
    status: 200,
    type: 'text/html; charset=utf-8',
    text: expect.stringContaining('<h1><code>user_create/author-is-admin</code></h1>'),
  });
  const folder = await fetch(`${url}r/BOOT-09?x=1`, { redirect: 'manual' });
  expect({ status: folder.status, to: folder.headers.get('location') }).toEqual({
    status: 301,
    to: '/r/BOOT-09/',
  });
  expect(await get('live.js')).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8' });
  for (const path of ['no/such/page', '..%2f..%2fpackage.json', '..%5c..%5cpackage.json', '%'])
    expect(await get(path), path).toMatchObject({
      status: 404,
      type: 'text/html; charset=utf-8',
      text: expect.stringContaining('<base href="/404/">'),
    });
  child.kill('SIGTERM');
  expect((await once(child, 'close'))[0]).toBe(0);
});
