import type { Judge } from '../../../src/judge/judge.ts';
import type { Organization } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { encode } from '../../../src/wire/encode.ts';

const limit = 1 << 20;

/**
 * A bootstrap of exactly `length` bytes. It decodes, and is refused because its user certificate
 * consists of zeros. The message is created once: two of them may differ in length, because
 * certificates are compressed.
 */
function bootstrapOf(judge: Judge, organization: Organization, length: number): Uint8Array {
  const { message } = judge.newBootstrap(organization);
  const filled = (filling: number) => encode({ ...message, user_certificate: new Uint8Array(filling) });
  // Longer than 65,535 bytes, so that the length prefix keeps its size.
  const some = 1 << 17;
  return filled(some + length - filled(some).length);
}

verifies('transport/body-over-1-mib', async (judge) => {
  const organization = await judge.organization();
  await judge.twin({
    broken: () => judge.rpc.anonymous(organization.id, bootstrapOf(judge, organization, limit + 1)),
    refused: 413,
    valid: () => judge.rpc.anonymous(organization.id, bootstrapOf(judge, organization, limit)),
    accepted: 'invalid_certificate',
  });
  const { author } = await judge.common();
  const { alice } = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const large = new Uint8Array(limit + 1);
  const elsewhere = [
    await judge.rpc.anonymousServer(large, { label: 'anonymous_server' }),
    await judge.rpc.authenticated(author, large, { label: 'authenticated' }),
    await judge.rpc.tos(author, large, { label: 'tos' }),
    await judge.rpc.invited(alice.organization, invitation.hex, large, { label: 'invited' }),
  ];
  for (const exchange of elsewhere)
    judge.expect.answer(exchange, 413, `1 MiB and 1 byte on the ${exchange.label} route`);
});

verifies('transport/body-of-1-mib', async (judge) => {
  const organization = await judge.organization();
  const large = bootstrapOf(judge, organization, limit);
  const full = await judge.rpc.anonymous(organization.id, large, { label: '1 MiB' });
  judge.expect.answer(full, 'invalid_certificate', 'a command of exactly 1 MiB');
  judge.expect.reply(await judge.bootstrap(organization), 'ok', 'the same command, honest');
  const { author } = await judge.common();
  const junk = await judge.rpc.authenticated(author, new Uint8Array(limit).fill(0xc1), { label: 'junk' });
  judge.expect.answer(junk, 415, '1 MiB that is no msgpack');
});
