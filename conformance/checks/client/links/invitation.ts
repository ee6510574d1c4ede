import { verifiesClient } from '../../../src/case/verifies.ts';
import { type ClaimingClient, claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import { linkPayload } from '../../../src/misbehaviours/links.ts';

for (const type of ['USER', 'DEVICE'] as const) {
  for (const form of ['link', 'httpLink'] as const) {
    const name = `client-takes-${form === 'link' ? 'parsec3' : 'http'}-${type.toLowerCase()}`;
    verifiesClient('links/invitation-link', { case: name }, async (judge) => {
      const client = await claimingClient(judge, type);
      judge.expectOk(await client.claim(client[form]), 'a claim by the link');
      const [exchange] = client.server.exchanges;
      judge.expect.equal(exchange?.request.target, `/invited/${client.organization}`, 'target', exchange);
    });
  }
}

const faults: Readonly<Record<string, (client: ClaimingClient) => string>> = {
  'the action of a bootstrap': ({ link }) => link.replace('claim_user', 'bootstrap_organization'),
  'no action': ({ link }) => link.replace('a=claim_user&', ''),
  'an unknown action': ({ link }) => link.replace('claim_user', 'dummy'),
  'no token': ({ link }) => link.replace(/&p=[^&]*/, ''),
  'a token of nil': ({ link }) => link.replace(/p=[^&]*/, `p=${linkPayload(null)}`),
  'a token of 15 bytes': ({ link, token }) =>
    link.replace(/p=[^&]*/, `p=${linkPayload(token.subarray(0, 15))}`),
  'a token in hex': ({ link, token }) => link.replace(/p=[^&]*/, `p=${Buffer.from(token).toString('hex')}`),
};

const rules = ['links/invitation-link', 'links/client-action', 'links/client-payload'] as const;

verifiesClient(rules, { case: 'client-refuses' }, async (judge) => {
  const client = await claimingClient(judge, 'USER');
  for (const [fault, spoil] of Object.entries(faults)) {
    const link = spoil(client);
    judge.expect.that(link !== client.link, 'another link', link);
    judge.expectRefused(await client.claim(link), `a client given a link with ${fault}`);
  }
  judge.expect.equal(client.commands.length, 0, 'requests after bad links');
  judge.expectOk(await client.claim(), 'the good link');
});
