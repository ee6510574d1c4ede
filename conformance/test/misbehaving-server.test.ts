import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@parsec-spec/reference-server/core';
import { listen } from '@parsec-spec/reference-server/node';
import { setupServer } from 'msw/node';
import { afterEach, expect, it } from 'vitest';
import { linkPayload } from '../src/misbehaviours/links.ts';
import { misbehave } from '../src/misbehaviours/misbehave.ts';
import { parseMisbehaviour } from '../src/misbehaviours/parse.ts';
import { handlers } from '../src/msw/index.ts';
import { referenceClient } from '../src/targets/client/client-drivers.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** Lets the reference client bootstrap an organization and log in, on a server that misbehaves. */
async function bootstrapAndLogIn(...names: readonly string[]) {
  const server = createServer({ config: { spontaneous_organization_bootstrap: true } });
  const handle = misbehave(server.handle, names.map(parseMisbehaviour)) as typeof server.handle;
  const { url, stop } = await listen({ ...server, handle }, { host: '127.0.0.1', port: 0 });
  cleanups.push(stop);
  const home = await mkdtemp(join(tmpdir(), 'parsec-spec-misbehave-'));
  cleanups.push(() => rm(home, { recursive: true, force: true }));
  const session = await (await referenceClient()).open(home, { cheapPassword: true });
  const address = url.replace('http:', 'parsec3:');
  const link = `${address}/Org?no_ssl=true&a=bootstrap_organization&p=${linkPayload(null)}`;
  const access = { device: 'laptop', password: 'P@ss' };
  const alice = { link, email: 'alice@example.com', name: 'Alice', ...access };
  return { bootstrap: await session.bootstrap(alice), logIn: await session.logIn(access) };
}

it.each([
  [[], 'ok', /./],
  [['certificate.signature=broken'], 'refused', /certificate/],
  [['certificate.signature=stranger'], 'refused', /certificate/],
  [['certificate.author=unknown'], 'refused', /certificate/],
  [['certificate.order=reversed'], 'refused', /certificate/],
  [['certificate.dropped=users'], 'refused', /certificate/],
  [['certificate.repeated=first'], 'refused', /certificate/],
])('a client that logs in on a server with %j: %s', async (names, end, said) => {
  const { bootstrap, logIn } = await bootstrapAndLogIn(...names);
  expect(bootstrap.end).toBe('ok');
  expect(logIn.end).toBe(end);
  expect(logIn.said).toMatch(said);
});

it('a misbehaving server changes what a command answers', async () => {
  const { bootstrap } = await bootstrapAndLogIn('bootstrap.status=invalid_bootstrap_token');
  expect(bootstrap.end).toBe('refused');
});

it('handlers for MSW misbehave, too', async () => {
  const msw = setupServer(...handlers({ origin: 'https://parsec.test', misbehave: ['http=462'] }));
  msw.listen();
  cleanups.push(() => msw.close());
  expect((await fetch('https://parsec.test/anonymous/Org', { method: 'POST' })).status).toBe(462);
  expect(() => handlers({ misbehave: ['htp=462'] })).toThrow('no misbehaviour is called');
});
