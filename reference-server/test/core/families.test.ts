import { API_VERSION } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, test } from 'vitest';
import { inviteUser } from '../support/invitations.ts';
import { testOrganization } from '../support/test-organization.ts';

const cancel = (token: Uint8Array) => ({ cmd: 'invite_cancel', token }) as const;

describe('the token of an invitation', () => {
  test('is judged before the body is read', async () => {
    const organization = await testOrganization();
    const { alice, ask, talk, id } = organization;
    const token = await inviteUser(organization, alice, 'zack@example.com');
    const huge = async (bytes: Uint8Array, name = id) => {
      const headers = [
        ['Api-Version', API_VERSION],
        ['Content-Type', 'application/msgpack'],
        ['Authorization', `Bearer ${Buffer.from(bytes).toString('hex')}`],
      ] as const;
      const body = new Uint8Array(1_048_577);
      return (await talk({ method: 'POST', target: `/invited/${name}`, headers, body })).status;
    };
    expect(await huge(token)).toBe(413);
    expect(await huge(syncCrypto.randomBytes(16))).toBe(403);
    expect(await huge(token, 'NoSuchOrg')).toBe(404);
    await ask(alice, cancel(token));
    expect(await huge(token)).toBe(410);
  });
});
