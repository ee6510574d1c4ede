import type { Judge } from '../../src/judge/judge.ts';
import { redirectionIn } from '../../src/judge/organization.ts';
import { SecretScan } from '../../src/judge/secret-scan.ts';
import { verifies, verifiesClient } from '../../src/judge/verifies.ts';
import { claimingClient } from '../../src/played-server/greeting/claiming-client.ts';
import { askInfo, inviteUser } from '../../src/vocabulary/actions/invitations.ts';
import { askOrganization } from '../../src/vocabulary/actions/member-calls.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../src/vocabulary/organizations/invitation-organization.ts';

async function expectNotLogged(judge: Judge, token: Uint8Array): Promise<void> {
  await judge.sleep(100);
  const log = judge.log();
  if (log === '') judge.notApplicable('this target shows no log');
  const scan = new SecretScan();
  scan.plant('the token', token);
  judge.expect.equal(scan.findIn(Buffer.from(log)), [], 'secrets in the log');
}

verifies('types/token-hidden-in-logs', { case: 'bootstrap', needs: ['start'] }, async (outer) => {
  const judge = await outer.start({});
  const { organization, author } = await judge.bootstrapped();
  const answer = await askOrganization(judge, author);
  judge.expect.integer(judge.expect.reply(answer), 'total_block_bytes', answer);
  await expectNotLogged(
    judge,
    organization.token ?? judge.notApplicable('this target gives no bootstrap token'),
  );
});

verifies('types/token-hidden-in-logs', { case: 'redirection', needs: ['start'] }, async (outer) => {
  const judge = await outer.start({});
  const { token, reply } = await judge.organization();
  const { pathname, search } = new URL(redirectionIn(reply), judge.address);
  const answer = judge.expect.answer(await judge.http({ target: `${pathname}${search}` }), 302);
  judge.expect.header(answer, 'Location', /[?&]p=/);
  await expectNotLogged(judge, token ?? judge.notApplicable('this target gives no bootstrap token'));
});

verifies('types/token-hidden-in-logs', { case: 'invited', needs: ['start'] }, async (outer) => {
  const judge = await outer.start({});
  const { organization } = await judge.bootstrapped();
  const token = judge.random.bytes(16);
  const hex = Buffer.from(token).toString('hex');
  judge.expect.answer(await judge.rpc.invited(organization.id, hex, { cmd: 'invite_info' }), 403);
  await expectNotLogged(judge, token);
});

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
