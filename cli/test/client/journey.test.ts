import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operate } from '@parsec-spec/reference-client/administration';
import { expect, it } from 'vitest';
import { deviceList } from '../../src/client/device-list.ts';
import { login } from '../../src/client/login.ts';
import { organizationBootstrap } from '../../src/client/organization-bootstrap.ts';
import { organizationCreate } from '../../src/client/organization-create.ts';
import { organizationInfo } from '../../src/client/organization-info.ts';
import { welcome } from '../../src/client/welcome.ts';
import { scene, serverUrl, token } from '../support/scene.ts';

const play = scene();
const password = 'Nine-lives-of-77-cats';
const administrator = { server: serverUrl, administrationToken: token };
const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop' };
const passwords = [
  [/^New password$/, password],
  [/again/, password],
] as const;

async function bootstrapped(): Promise<void> {
  const context = play.context([[/first user/, true], ...passwords]);
  await organizationCreate(context, 'Acme', { ...administrator, ...founder });
}

it('a user with a token answers all questions and becomes the first administrator', async () => {
  const script = [
    [/Address of the server/, serverUrl],
    [/Organization name/, 'no good name'],
    [/Organization name/, 'Acme'],
    [/first user of Acme/, true],
    [/e-mail/, 'alice@example.com'],
    [/Your name/, 'Alice'],
    [/this device/, 'laptop'],
    [/^New password$/, 'password1'],
    [/weak/, false],
    [/^New password$/, password],
    [/again/, 'something else'],
    [/^New password$/, password],
    [/again/, password],
  ] as const;
  await organizationCreate(play.context(script), undefined, { administrationToken: token });
  expect(play.texts.join()).toContain('You are Alice@laptop in Acme at http://parsec.test/, profile ADMIN.');
  expect(play.said.filter((text) => text.startsWith('! '))).toHaveLength(1);
  // The warning about lost passwords comes before the first one is set.
  const warned = play.said.findIndex((text) =>
    text.includes('A lost password or device cannot be recovered'),
  );
  const asked = play.said.indexOf('? New password');
  expect([warned > 0, warned < asked]).toEqual([true, true]);
  await login(play.context([[/Password of the device/, password]]), {});
  expect(play.texts.at(-1)).toContain('Logged in to Acme as Alice@laptop, profile ADMIN.');
});

it('the administration token is asked for if the server requires it', async () => {
  const script = [
    [/Address of the server/, serverUrl],
    [/Organization name/, 'Acme'],
    [/Administration token/, token],
    [/first user of Acme/, false],
  ] as const;
  await organizationCreate(play.context(script), undefined, {});
  expect(play.printed).toMatchObject([
    { organization: 'Acme', bootstrap_url: expect.stringContaining('/Acme?') },
  ]);
  await expect(organizationCreate(play.context(), 'Other', { server: serverUrl })).rejects.toMatchObject({
    code: 'missing-option',
    exit: 2,
  });
});

it('a log-in says that a sequester authority can read the data', async () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sequesterKey = join(play.home(), 'authority.pem');
  await writeFile(sequesterKey, publicKey.export({ type: 'spki', format: 'pem' }));
  const script = [[/first user/, true], ...passwords] as const;
  const options = { ...administrator, ...founder, sequesterKey };
  await organizationCreate(play.context(script), 'Sequestered', options);
  await login(play.context([[/Password of the device/, password]]), {});
  expect(play.texts.at(-1)).toMatch(/^Note: .*sequester authority, which can read all of its data\.$/m);
});

it('the link is accepted in both forms, and with the blanks and line breaks of a mail', async () => {
  for (const form of ['bootstrap_url', 'bootstrap_url_as_http_redirection'] as const) {
    const organization = form.replaceAll('_', '-').slice(0, 32);
    await organizationCreate(play.context(), organization, { ...administrator, bootstrap: false });
    const { [form]: link } = play.printed.at(-1) as Record<typeof form, string>;
    const broken = ` ${link.slice(0, 20)}\n${link.slice(20)} `;
    await organizationBootstrap(play.context(passwords), broken, founder);
    expect(play.printed.at(-1)).toMatchObject({
      organization,
      user: { email: 'alice@example.com', profile: 'ADMIN' },
    });
  }
});

it('client alone offers a creation without a device, and lists the device afterwards', async () => {
  await welcome(
    play.context([
      [/What now/, 0],
      [/Address/, serverUrl],
      [/Organization name/, 'Acme'],
      [/Administration token/, token],
      [/first user/, true],
      [/e-mail/, founder.email],
      [/Your name/, founder.name],
      [/this device/, founder.deviceLabel],
      ...passwords,
    ]),
  );
  await welcome(play.context([]));
  expect(play.printed.at(-1)).toMatchObject({
    devices: [{ organization: 'Acme', device: { label: founder.deviceLabel } }],
  });
});

it('client alone without a terminal prints the next command', async () => {
  await welcome(play.context());
  expect(play.printed).toEqual([
    expect.objectContaining({ devices: [], next: 'parsec-spec client organization create' }),
  ]);
  await bootstrapped();
  await welcome(play.context());
  expect(play.printed.at(-1)).toMatchObject({
    devices: [{ organization: 'Acme', device: { label: 'laptop' } }],
  });
});

it('devices are listed with the facts in their files, and skipped files are named', async () => {
  await bootstrapped();
  await writeFile(join(play.home(), 'devices', 'junk.keys'), 'junk');
  await deviceList(play.context());
  expect(play.printed.at(-1)).toMatchObject({
    devices: [
      {
        organization: 'Acme',
        server: serverUrl,
        user: { email: 'alice@example.com' },
        protection: 'password',
      },
    ],
    unfinished: [],
    skipped: [{ path: join(play.home(), 'devices', 'junk.keys') }],
  });
});

it('info and stats print the facts of the administration', async () => {
  await bootstrapped();
  await organizationInfo(play.context(), 'organization_status', 'Acme', administrator);
  expect(play.printed.at(-1)).toMatchObject({
    organization: 'Acme',
    is_bootstrapped: true,
    is_expired: false,
  });
  await organizationInfo(play.context(), 'organization_stats', 'Acme', administrator);
  expect(play.printed.at(-1)).toMatchObject({ users: 1, users_per_profile_detail: { ADMIN: { active: 1 } } });
  expect(play.texts.at(-1)).toMatch(/ADMIN:\n {6}active: 1/);
});

it('terms of service are shown at the log-in and accepted once', async () => {
  await bootstrapped();
  const { transport } = play.context().environment;
  const tos = { en: 'https://example.com/terms' };
  await operate({ serverUrl, token, transport }, 'organization_update', 'Acme', { tos });
  const given = [/Password of the device/, password] as const;
  await expect(login(play.context([given, [/accept them/, false]]), {})).rejects.toMatchObject({
    code: 'declined',
    exit: 1,
  });
  await login(play.context([given, [/accept them/, true]]), {});
  expect(play.said.join()).toContain('https://example.com/terms');
  await login(play.context([given]), {});
  expect(play.texts.filter((text) => text.startsWith('Logged in'))).toHaveLength(2);
});

it('a changed clear label causes a warning, and the sealed one is used', async () => {
  await bootstrapped();
  const folder = join(play.home(), 'devices');
  const [name = ''] = await readdir(folder);
  const path = join(folder, name);
  await writeFile(
    path,
    Buffer.from((await readFile(path)).toString('latin1').replace('laptop', 'evilpc'), 'latin1'),
  );
  await login(play.context([[/Password of the device/, password]]), {});
  expect(play.said.join()).toContain('a clear device_label that differs from its sealed content');
  expect(play.texts.at(-1)).toContain('Alice@laptop');
});
