import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { login } from '../../src/client/login.ts';
import { organizationBootstrap } from '../../src/client/organization-bootstrap.ts';
import { organizationCreate } from '../../src/client/organization-create.ts';
import { organizationInfo } from '../../src/client/organization-info.ts';
import { welcome } from '../../src/client/welcome.ts';
import { printable, printableLines } from '../../src/main/printable.ts';
import { scene, serverUrl, token } from '../support/scene.ts';

const play = scene();
const link = `parsec3://parsec.test/Acme?no_ssl=true&a=bootstrap_organization&p=wA`;
const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop' };
const administrator = { server: serverUrl, administrationToken: token };

describe('without a terminal a missing option is named and nothing is sent', () => {
  const commands = {
    ORGANIZATION: () => organizationCreate(play.context(), undefined, administrator),
    '--server': () => organizationCreate(play.context(), 'Acme', {}),
    '--administration-token': () =>
      organizationInfo(play.context(), 'organization_stats', 'Acme', { server: serverUrl }),
    LINK: () => organizationBootstrap(play.context(), undefined, founder),
    '--email': () => organizationBootstrap(play.context(), link, {}),
    '--name': () => organizationBootstrap(play.context(), link, { email: founder.email }),
    '--device-label': () =>
      organizationBootstrap(play.context(), link, { email: founder.email, name: 'Alice' }),
    'the password': () => organizationBootstrap(play.context(), link, founder),
  };
  for (const [flag, command] of Object.entries(commands)) {
    it(flag, async () => {
      const error = await command().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'missing-option', exit: 2, message: `${flag} is missing` });
    });
  }
});

describe('an invalid value is refused with the expected form', () => {
  const refused = { code: 'bad-option', exit: 2, hint: expect.stringMatching(/^expected /) };
  it.each(['http://x/bla', 'parsec3://x', `${link}&p=wA`, link.replace('p=wA', 'p=wA=')])(
    'link %s',
    async (text) => {
      await expect(organizationBootstrap(play.context(), text, founder)).rejects.toMatchObject(refused);
    },
  );
  it('an e-mail address', async () => {
    const wrong = { ...founder, email: 'alice' };
    await expect(organizationBootstrap(play.context(), link, wrong)).rejects.toMatchObject(refused);
  });
  it('an organization name', async () => {
    await expect(organizationCreate(play.context(), 'no good', administrator)).rejects.toMatchObject(refused);
  });
  it('a user and password in a link or address, which no error shows', async () => {
    const sent = [
      organizationBootstrap(play.context(), link.replace('//', '//me:hunter2@'), founder),
      organizationCreate(play.context(), 'Acme', { ...administrator, server: 'https://me:hunter2@h' }),
    ];
    for (const each of sent) {
      const error = await each.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ ...refused, hint: expect.stringContaining('no USER:PASSWORD@') });
      expect(String(error)).not.toContain('hunter2');
    }
  });
  it.each([{ name: 'Al\u200bice' }, { deviceLabel: 'lap\u00adtop' }, { name: 'Al\u202eice' }])(
    'a name with characters that nobody sees: %j',
    async (names) => {
      const wrong = { ...founder, name: 'Alice', deviceLabel: 'laptop', ...names };
      await expect(organizationBootstrap(play.context(), link, wrong)).rejects.toMatchObject({
        ...refused,
        hint: 'expected text whose characters can all be seen',
      });
    },
  );
  it('a server address', async () => {
    const wrong = { ...administrator, server: 'parsec.test' };
    await expect(organizationCreate(play.context(), 'Acme', wrong)).rejects.toMatchObject(refused);
  });
});

describe('a refusal of the server is explained', () => {
  it('a wrong administration token', async () => {
    const wrong = { ...administrator, administrationToken: 'wrong' };
    const error = { code: 'bad-token', exit: 1 };
    await expect(organizationCreate(play.context(), 'Acme', wrong)).rejects.toMatchObject(error);
  });
  it('an organization that does not exist', async () => {
    const info = organizationInfo(play.context(), 'organization_stats', 'Nobody', administrator);
    await expect(info).rejects.toMatchObject({ code: 'not-found', exit: 1 });
  });
  it('no token, on a server that requires one', async () => {
    const created = organizationCreate(play.context(), 'Acme', { server: serverUrl });
    await expect(created).rejects.toMatchObject({ code: 'missing-option', exit: 2 });
  });
  it('no server at all: exit 4', async () => {
    const context = play.context();
    const refused = Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
    const environment = { ...context.environment, transport: { fetch: () => Promise.reject(refused) } };
    const created = organizationCreate({ ...context, environment }, 'Acme', administrator);
    await expect(created).rejects.toMatchObject({ code: 'offline', exit: 4 });
  });
  it('no device is stored', async () => {
    await expect(login(play.context([]), {})).rejects.toMatchObject({ code: 'no-device', exit: 2 });
  });
});

describe('a bootstrap link from an administration', () => {
  const created = (bootstrap_url: string, server: string = serverUrl) => {
    const context = play.context();
    const answer = { bootstrap_url, bootstrap_url_as_http_redirection: 'https://parsec.test/redirect/Acme' };
    const transport = { fetch: () => Promise.resolve(Response.json(answer)) };
    const environment = { ...context.environment, transport };
    return organizationCreate({ ...context, environment }, 'Acme', {
      ...administrator,
      server,
      bootstrap: false,
    });
  };
  const linkTo = (host: string, name: string, more = '') =>
    `parsec3://${host}/${name}?a=bootstrap_organization&p=xBAAAQIDBAUGBwgJCgsMDQ4P${more}`;
  it('of another organization is refused', async () => {
    const error = {
      code: 'unexpected',
      exit: 1,
      message: expect.stringContaining('another organization, Other'),
    };
    await expect(created(linkTo('parsec.test', 'Other', '&no_ssl=true'))).rejects.toMatchObject(error);
  });
  it('without TLS is refused', async () => {
    const plain = created(linkTo('parsec.test', 'Acme', '&no_ssl=true'), 'https://parsec.test');
    await expect(plain).rejects.toMatchObject({ message: expect.stringContaining('without TLS') });
  });
  it('to another server is reported', async () => {
    await created(linkTo('elsewhere.test', 'Acme'), 'https://parsec.test');
    expect(play.said.join()).toContain('The link leads to https://elsewhere.test/');
    expect(play.printed).toMatchObject([{ organization: 'Acme' }]);
  });
  it('to the same server is accepted silently', async () => {
    await created(linkTo('parsec.test', 'Acme'), 'https://parsec.test');
    expect(play.said).toEqual([]);
  });
});

it('a damaged file of the only device is named, with or without a terminal', async () => {
  await mkdir(join(play.home(), 'devices'), { recursive: true });
  await writeFile(join(play.home(), 'devices', 'mine.keys'), 'junk');
  await expect(login(play.context([]), {})).rejects.toMatchObject({
    code: 'no-device',
    message: expect.stringMatching(/skipped \S+mine\.keys/),
  });
  await welcome(play.context([[/No device is stored/, 4]]));
  expect(play.said.join()).toMatch(/skipped \S+mine\.keys/);
});

it('a text of a server or file cannot rewrite the screen', () => {
  expect(printable('a\u001b[2Jb\u202ec\nd é')).toBe('a\ufffd[2Jb\ufffdc\ufffdd é');
  const log = 'panic:\u001b[31m no\u001b[0m\r\n\tat main\u0007\n';
  expect(printableLines(log, '| ')).toBe('panic: no\n| \tat main\\u0007\n| ');
});
