import { DateTime } from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';
import { inviteUser } from '../support/invitations.ts';
import { type TestOrganization, testOrganization } from '../support/test-organization.ts';

async function listOf({ ask }: TestOrganization, member: Parameters<TestOrganization['ask']>[0]) {
  const { reply } = await ask(member, { cmd: 'invite_list' });
  return reply?.status === 'ok' ? reply.invitations : [];
}

describe('a user invitation', () => {
  test('is listed by its time, even if another one was recorded before it', async () => {
    // As with two nodes: one reads the clock, and then waits for the other.
    let late = 0;
    const organization = await testOrganization({ clock: () => DateTime.ofMillis(Date.now() - late) });
    const { alice } = organization;
    const second = await inviteUser(organization, alice, 'second@example.com');
    late = 5_000;
    const first = await inviteUser(organization, alice, 'first@example.com');
    late = 0;
    const third = await inviteUser(organization, alice, 'third@example.com');
    const listed = await listOf(organization, alice);
    expect(listed.map(({ token }) => token)).toEqual([first, second, third]);
  });
});
