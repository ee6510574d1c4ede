import { askInfo, inviteUser } from '../../src/case/actions/invitations.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../src/case/organizations/invitation-organization.ts';
import { verifies, verifiesClient } from '../../src/case/verifies.ts';
import { claimingClient } from '../../src/client/greeting/claiming-client.ts';

verifiesClient('types/token-text', async (judge) => {
  const client = await claimingClient(judge, 'USER');
  judge.expectOk(await client.claim(), 'a claim');
  const written = client.server.exchanges.flatMap(({ request }) =>
    request.headers.filter(([name]) => name.toLowerCase() === 'authorization').map(([, value]) => value),
  );
  judge.expect.that(written.length > 9, 'requests with the token', written.length);
  for (const value of new Set(written)) {
    judge.expect.that(/^Bearer [0-9a-f]{32}$/i.test(value), 'Bearer and 32 hexadecimal digits', value);
    judge.expect.equal(Buffer.from(value.slice(7), 'hex'), client.token, 'token that the digits spell');
  }
});

verifies('types/token-text', { case: 'header' }, async (judge) => {
  const { alice } = await invitationOrganization(judge);
  const email = freshAddress(judge);
  const invitation = await inviteUser(judge, alice, email);
  const base64 = Buffer.from(invitation.token).toString('base64url');
  judge.expect.equal(invitation.hex.length, 32, 'digits of a token');
  await judge.twin({
    broken: () => askInfo(judge, { ...invitation, hex: base64 }),
    refused: 401,
    valid: () => askInfo(judge, invitation),
  });
});
