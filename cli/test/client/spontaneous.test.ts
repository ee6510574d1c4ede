import { explainBootstrap } from '@parsec-spec/reference-client/explain';
import { expect, it } from 'vitest';
import { organizationCreate } from '../../src/client/organization-create.ts';
import { scene, serverUrl } from '../support/scene.ts';

const play = scene({ spontaneous: true });

it('no token is needed on a server with spontaneous creation', async () => {
  const password = 'Nine-lives-of-77-cats';
  const context = play.context([
    [/first user/, true],
    [/^New password$/, password],
    [/again/, password],
  ]);
  const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop' };
  await organizationCreate(context, 'Acme', { server: serverUrl, ...founder });
  expect(play.printed.at(-1)).toMatchObject({
    organization: 'Acme',
    user: { name: 'Alice', profile: 'ADMIN' },
  });
  expect(play.said.join()).not.toContain('Bootstrap link');

  const again = play.context([
    [/first user/, true],
    [/^New password$/, password],
    [/again/, password],
  ]);
  await expect(organizationCreate(again, 'Acme', { server: serverUrl, ...founder })).rejects.toMatchObject({
    code: 'already-bootstrapped',
    message: expect.stringContaining('the name is taken'),
  });
});

it('a name that is taken is asked for again, and all other answers are kept', async () => {
  const password = 'Nine-lives-of-77-cats';
  const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop', bootstrap: true };
  const passwords = [
    [/^New password$/, password],
    [/again/, password],
  ] as const;
  await organizationCreate(play.context(passwords), 'Acme', { server: serverUrl, ...founder });
  const script = [
    [/^Organization name$/, 'Acme'],
    [/e-mail/, 'bob@example.com'],
    ...passwords,
    [/^Organization name \[Acme\]$/, 'Bobs'],
  ] as const;
  const { email: _, ...known } = founder;
  await organizationCreate(play.context(script, 'bob'), undefined, { server: serverUrl, ...known });
  expect(play.printed.at(-1)).toMatchObject({ organization: 'Bobs', user: { email: 'bob@example.com' } });
  expect(play.said.join('\n')).toContain('the name is taken');
});

it('a bootstrap that the server did not answer can be tried again', async () => {
  const context = play.context([
    [/^New password$/, 'Nine-lives-of-77-cats'],
    [/again$/, 'Nine-lives-of-77-cats'],
    [/^nothing listens .* Try again\?$/, true],
  ]);
  const through = context.environment.transport?.fetch;
  let failures = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (through !== undefined && (!String(input).includes('/anonymous/') || failures > 0))
      return through(input, init);
    failures += 1;
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
  };
  const environment = { ...context.environment, transport: { fetch } };
  const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop', bootstrap: true };
  await organizationCreate({ ...context, environment }, 'Acme', { server: serverUrl, ...founder });
  expect([failures, play.printed.at(-1)]).toMatchObject([1, { organization: 'Acme' }]);
});

it('a name whose bootstrap is pending is taken too', () => {
  const refused = { outcome: 'token-refused', waiting: [] } as const;
  expect(explainBootstrap(refused, true).message).toContain('the name is taken');
  expect(explainBootstrap(refused).message).toContain('token of this link');
});

it('without a terminal the options of the first user require --bootstrap', async () => {
  const { asker: _, ...context } = play.context([]);
  for (const [option, flag] of [
    [{ email: 'bob@example.com' }, '--email'],
    [{ deviceLabel: 'laptop' }, '--device-label'],
    [{ passwordStdin: true }, '--password-stdin'],
  ] as const)
    await expect(
      organizationCreate({ ...context, asker: undefined }, 'Bobs', { server: serverUrl, ...option }),
    ).rejects.toMatchObject({
      code: 'missing-option',
      message: `--bootstrap is missing: ${flag} describes the first user`,
    });
});

it('unusable options are refused before anything is sent', async () => {
  const options = { server: 'http://127.0.0.1:9', bootstrap: true, deviceLabel: 'x'.repeat(300) };
  await expect(organizationCreate(play.context([]), 'Bobs', options)).rejects.toMatchObject({
    message: expect.stringContaining('--device-label'),
  });
});
