import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { operate } from '@parsec-spec/reference-client/administration';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silenceText } from '../../src/client/code-comparison.ts';
import { deviceChangePassword } from '../../src/client/device-change-password.ts';
import { inviteUserByMail } from '../../src/client/invitations.ts';
import { inviteClaim } from '../../src/client/invite-claim.ts';
import { inviteGreet } from '../../src/client/invite-greet.ts';
import { login } from '../../src/client/login.ts';
import { organizationCreate } from '../../src/client/organization-create.ts';
import { userRevoke } from '../../src/client/user-change.ts';
import { userList } from '../../src/client/user-list.ts';
import { welcome } from '../../src/client/welcome.ts';
import { ctrlC, type Script, scene, serverUrl, token } from '../support/scene.ts';

const play = scene();
const password = 'Nine-lives-of-77-cats';
const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop' };
const administrator = { server: serverUrl, administrationToken: token };
const passwords = [
  [/^New password$/, password],
  [/again/, password],
] as const;
const device = /^Password of the device Alice@laptop in Acme$/;
const wrong = [device, 'wrong'] as const;
const right = [device, password] as const;

const bootstrapped = (): Promise<void> =>
  organizationCreate(play.context(passwords), 'Acme', { ...administrator, ...founder, bootstrap: true });
const questions = (): string[] => play.said.filter((line) => line.startsWith('? '));

describe('a wrong password', () => {
  beforeEach(bootstrapped);
  const commands = {
    login: async (script: Script) => void (await login(play.context(script), {})),
    'user list': (script: Script) => userList(play.context(script), {}),
    'device change-password': (script: Script) => deviceChangePassword(play.context(script), {}),
  };
  it.each(Object.entries(commands))('%s: the question is repeated twice', async (_, command) => {
    await command([wrong, wrong, right, ...passwords]);
    expect(play.printed).toHaveLength(2);
    expect(play.said.filter((line) => line.includes('Try again'))).toHaveLength(2);
  });

  it.each(Object.entries(commands))('%s: the third one is refused', async (_, command) => {
    play.said.length = 0;
    const error = { code: 'not-opened', exit: 1, message: expect.stringContaining('cannot be opened') };
    await expect(command([wrong, wrong, wrong])).rejects.toMatchObject(error);
    expect(questions()).toHaveLength(3);
  });
});

it('the question for the password of an unfinished claim is repeated', async () => {
  await bootstrapped();
  await inviteUserByMail(play.context([right]), 'bob@example.com', { mail: false });
  const { token: its, link } = play.printed.at(-1) as { token: string; link: string };
  const claimer = [
    [/Your name/, 'Bob'],
    [/this device/, 'desktop'],
  ] as const;
  const heard = (whom: RegExp) => async (choices: readonly string[]) =>
    choices.indexOf(await play.codeOf(whom));
  const greeting: Script = [right, [/Which code/, heard(/Alice/)], [/Which profile for Bob/, 3]];
  // The greeter refuses, and the keys of the claimer stay.
  await Promise.allSettled([
    inviteGreet(play.context(greeting), its, {}),
    inviteClaim(play.context([...claimer, ...passwords, [/Which code/, heard(/newcomer/)]], 'bob'), link, {}),
  ]);
  expect((await readdir(join(play.home(), 'bob', 'devices'))).join()).toMatch(/\.keys\.claim$/);
  const again: Script = [
    ...claimer,
    [/when you started this claim/, 'wrong'],
    [/when you started this claim/, password],
    [/Which code/, ctrlC],
  ];
  const second = await Promise.allSettled([
    inviteGreet(play.context([right]), its, { wait: 20_000 }),
    inviteClaim(play.context(again, 'bob'), link, {}),
  ]);
  expect(second).toMatchObject([
    { reason: { message: 'the newcomer ended the greeting' } },
    { reason: { exit: 130, message: 'Cancelled. The other side was notified.' } },
  ]);
});

it('the server and the organization are asked for before the token, and only a refused answer again', async () => {
  await bootstrapped();
  await welcome(
    play.context(
      [
        [/What now/, 0],
        [/^Address of the server$/, 'parsec.test'],
        [/^Address of the server$/, serverUrl],
        [/^Organization name$/, 'Acme'],
        [/^Administration token of the server$/, ''],
        [/^Administration token of the server$/, 'two words'],
        [/^Administration token of the server$/, 'wrong'],
        [/^Administration token of the server$/, token],
        [/^Organization name \[Acme\]$/, 'Acme2'],
        [/first user of Acme2/, false],
      ],
      'other',
    ),
  );
  expect(play.printed.at(-1)).toMatchObject({ organization: 'Acme2' });
  expect(play.said.filter((line) => line.startsWith('! '))).toEqual([
    expect.stringContaining('did you mean https://parsec.test?'),
    ...Array(2).fill('! expected visible ASCII characters without spaces'),
  ]);
  expect(play.said.join('\n')).toContain('the server refused the administration token');
});

it('an address that does not answer is asked for again, with what was typed', async () => {
  const context = play.context([
    [/^Address of the server$/, 'http://nobody.test/'],
    [/^Address of the server \[http:\/\/nobody\.test\/\]$/, serverUrl],
    [/Organization name/, 'Acme'],
    [/first user/, false],
  ]);
  const through = context.environment.transport?.fetch;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (!String(input).startsWith('http://nobody.test') && through !== undefined) return through(input, init);
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
  };
  const environment = { ...context.environment, transport: { fetch } };
  await organizationCreate({ ...context, environment }, undefined, { administrationToken: token });
  expect(play.printed).toMatchObject([{ organization: 'Acme' }]);
  expect(play.said.join('\n')).toContain('nothing listens at this address');
});

describe('an interrupted question says what was done before it', () => {
  const ended = async (command: Promise<unknown>): Promise<string> => {
    const error = await command.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'interrupted', exit: 130 });
    const { message, hint } = error as { message: string; hint: string };
    return `${message} ${hint}`.trim();
  };
  it('nothing was done', async () => {
    await bootstrapped();
    expect(await ended(login(play.context([[device, ctrlC]]), {}))).toBe('Cancelled. Nothing was changed.');
    await inviteUserByMail(play.context([right]), 'bob@example.com', { mail: false });
    const revoked = userRevoke(play.context([right, [/^Revoke/, ctrlC]]), 'alice@example.com', {});
    expect(await ended(revoked)).toBe('Cancelled. Nothing was changed.');
  });
  it('an organization was created', async () => {
    const created = organizationCreate(play.context([[/first user/, ctrlC]]), 'Acme', administrator);
    expect(await ended(created)).toMatch(
      /^Cancelled\. Acme is created .* parsec3:\/\/\S+a=bootstrap_organization/,
    );
  });
  it('terms were shown', async () => {
    await bootstrapped();
    const { transport } = play.context().environment;
    const tos = { en: 'https://example.com/terms' };
    await operate({ serverUrl, token, transport }, 'organization_update', 'Acme', { tos });
    const entered = login(play.context([right, [/accept them/, ctrlC]]), {});
    expect(await ended(entered)).toBe('Cancelled. The terms were not accepted.');
  });
});

it('both sides of a greeting print every 10 s which step they wait for', async () => {
  await bootstrapped();
  await inviteUserByMail(play.context([right]), 'bob@example.com', { mail: false });
  const { token: its, link } = play.printed.at(-1) as { token: string; link: string };
  // Each reading of the clock advances it by 3 s.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 3000));
  const waiting = { wait: 60_000 };
  const absent = { code: 'peer-absent' };
  await expect(inviteGreet(play.context([right]), its, waiting)).rejects.toMatchObject(absent);
  const claimer = { ...waiting, name: 'Bob', deviceLabel: 'desktop' };
  const claimed = inviteClaim(play.context(passwords, 'bob'), link, claimer);
  await expect(claimed).rejects.toMatchObject(absent);
  vi.restoreAllMocks();
  const said = play.said.filter((line) => line.startsWith('Still waiting'));
  expect(new Set(said)).toEqual(
    new Set([
      'Still waiting for the newcomer to run `client invite claim` (step 0 of 8).',
      'Still waiting for the greeter to run `client invite greet` (step 0 of 8).',
    ]),
  );
});

it('a wait is described with the awaited step', () => {
  expect(silenceText('greeter', { step: 0, of: 'peer' })).toBe(
    'Still waiting for the newcomer to run `client invite claim` (step 0 of 8).',
  );
  expect(silenceText('claimer', { step: 5, of: 'peer' })).toBe(
    'Still waiting for the greeter to choose your code (step 5 of 8).',
  );
  expect(silenceText('claimer', { step: 7, of: 'server' })).toBe(
    'The server cannot be reached (step 7 of 8); trying again.',
  );
});
