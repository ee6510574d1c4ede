import { describe, expect, it } from 'vitest';
import { login } from '../../src/client/login.ts';
import { organizationBootstrap } from '../../src/client/organization-bootstrap.ts';
import { organizationCreate } from '../../src/client/organization-create.ts';
import { organizationLook } from '../../src/client/organization-look.ts';
import { printable } from '../../src/main/printable.ts';
import { scene, serverUrl, token } from './scene.ts';

const play = scene();
const link = `parsec3://parsec.test/Acme?no_ssl=true&a=bootstrap_organization&p=wA`;
const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop' };
const administrator = { server: serverUrl, administrationToken: token };

describe('without a terminal, what is missing is named by its flag, and nothing is sent', () => {
  const commands = {
    ORGANIZATION: () => organizationCreate(play.context(), undefined, administrator),
    '--server': () => organizationCreate(play.context(), 'Acme', {}),
    '--administration-token': () =>
      organizationLook(play.context(), 'organization_stats', 'Acme', { server: serverUrl }),
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

describe('what does not hold is refused with what was expected', () => {
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
  it('a server address', async () => {
    const wrong = { ...administrator, server: 'parsec.test' };
    await expect(organizationCreate(play.context(), 'Acme', wrong)).rejects.toMatchObject(refused);
  });
});

describe('what a server refuses is told', () => {
  it('a wrong administration token', async () => {
    const wrong = { ...administrator, administrationToken: 'wrong' };
    const error = { code: 'bad-token', exit: 1 };
    await expect(organizationCreate(play.context(), 'Acme', wrong)).rejects.toMatchObject(error);
  });
  it('an organization that does not exist', async () => {
    const look = organizationLook(play.context(), 'organization_stats', 'Nobody', administrator);
    await expect(look).rejects.toMatchObject({ code: 'not-found', exit: 1 });
  });
  it('no token, on a server that wants one', async () => {
    const created = organizationCreate(play.context(), 'Acme', { server: serverUrl });
    await expect(created).rejects.toMatchObject({ code: 'missing-option', exit: 2 });
  });
  it('no server at all: exit 4', async () => {
    const context = play.context();
    const refused = Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
    const means = { ...context.means, transport: { fetch: () => Promise.reject(refused) } };
    const created = organizationCreate({ ...context, means }, 'Acme', administrator);
    await expect(created).rejects.toMatchObject({ code: 'offline', exit: 4 });
  });
  it('no device stored', async () => {
    await expect(login(play.context([]), {})).rejects.toMatchObject({ code: 'no-device', exit: 2 });
  });
});

it('a stranger’s text cannot rewrite the screen', () => {
  expect(printable('a\u001b[2Jb\u202ec\nd é')).toBe('a\ufffd[2Jb\ufffdc\ufffdd é');
});
