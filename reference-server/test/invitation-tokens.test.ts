import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import { inviteDevice, inviteUser, knock } from './knock.ts';
import { organizationBehind, organizationOn, type TestOrganization } from './organization.ts';

const info = { cmd: 'invite_info' } as const;
const cancel = (token: Uint8Array) => ({ cmd: 'invite_cancel', token }) as const;
const complete = (token: Uint8Array) => ({ cmd: 'invite_complete', token }) as const;

async function _listOf({ ask }: TestOrganization, member: Parameters<TestOrganization['ask']>[0]) {
  const { reply } = await ask(member, { cmd: 'invite_list' });
  return reply?.status === 'ok' ? reply.invitations : [];
}

describe('the token of an invitation', () => {
  test('opens only its organization and the invited family, whether terms are accepted or not', async () => {
    const organization = await organizationOn({ config: { debug: true } });
    const { ask, alice, talk, administer, id } = organization;
    const other = await organizationBehind(talk);
    const tokens = [
      await inviteUser(organization, alice, 'zack@example.com'),
      await inviteDevice(organization, alice),
    ];
    await administer('PATCH', '', { tos: { en: 'https://x.test' } });
    for (const token of tokens) {
      const ping = { cmd: 'ping', ping: 'hi' } as const;
      expect((await knock(organization, token, ping)).reply).toEqual({ status: 'ok', pong: 'hi' });
      expect(await knock(organization, token, info)).toMatchObject({ status: 'ok' });
      expect(await knock(other, token, info)).toMatchObject({ http: 403 });
      for (const end of [cancel, complete])
        expect(await other.ask(other.alice, end(token))).toMatchObject({ status: 'invitation_not_found' });
      expect(
        await other.ask(other.alice, { cmd: 'invite_greeter_start_greeting_attempt', token }),
      ).toMatchObject({ status: 'invitation_not_found' });
    }
    expect(await ask(alice, { cmd: 'invite_list' })).toMatchObject({ http: 463 });
    expect(await knock(organization, nodeCrypto.randomBytes(16), info)).toMatchObject({ http: 403 });
    await administer('PATCH', '', { is_expired: true });
    for (const token of [...tokens, nodeCrypto.randomBytes(16)])
      expect(await knock(organization, token, info)).toMatchObject({ http: 460 });
    const [token = alice.seed] = tokens;
    const invitedBearer = `Bearer ${Buffer.from(token).toString('hex')}`;
    const call = async (route: string, authorization: string) => {
      const headers = [
        ['Api-Version', '5.6'],
        ['Content-Type', 'application/msgpack'],
        ['Authorization', authorization],
      ] as const;
      return (await talk({ method: 'POST', target: `/${route}/${id}`, headers, body: new Uint8Array() }))
        .status;
    };
    await administer('PATCH', '', { is_expired: false, tos: null });
    expect(await call('authenticated', invitedBearer)).toBe(401);
    expect(await call('invited', organization.authorization(alice))).toBe(401);
    expect(await call('invited', invitedBearer.slice(0, -1))).toBe(401);
    expect(await call('invited', invitedBearer)).toBe(415);
    expect(await call('invited', invitedBearer.toUpperCase())).toBe(415);
  });

  test('is judged before the body is read', async () => {
    const organization = await organizationOn();
    const { alice, ask, talk, id } = organization;
    const token = await inviteUser(organization, alice, 'zack@example.com');
    const huge = async (bytes: Uint8Array, name = id) => {
      const headers = [
        ['Api-Version', '5.6'],
        ['Content-Type', 'application/msgpack'],
        ['Authorization', `Bearer ${Buffer.from(bytes).toString('hex')}`],
      ] as const;
      const body = new Uint8Array(1_048_577);
      return (await talk({ method: 'POST', target: `/invited/${name}`, headers, body })).status;
    };
    expect(await huge(token)).toBe(413);
    expect(await huge(nodeCrypto.randomBytes(16))).toBe(403);
    expect(await huge(token, 'NoSuchOrg')).toBe(404);
    await ask(alice, cancel(token));
    expect(await huge(token)).toBe(410);
  });
});
