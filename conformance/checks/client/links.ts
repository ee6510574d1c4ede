import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../src/judge/verifies.ts';
import { expectRulesListed } from '../../src/played-server/expect-rules-listed.ts';
import { type ClaimingClient, claimingClient } from '../../src/played-server/greeting/claiming-client.ts';
import {
  falseLinks,
  type LinkGroup,
  linkPayload,
  unusualLinks,
} from '../../src/played-server/misbehaviours/links.ts';
import { newClient } from '../../src/played-server/new-client.ts';

/** The rules of the false and unusual links, written out so that grep finds their checks. */
const ruleIds: readonly RequirementId[] = [
  'links/bootstrap-link',
  'links/bootstrap-link-without-token',
  'links/client-action',
  'links/client-host',
  'links/client-no-ssl',
  'links/client-organization',
  'links/client-payload',
  'links/client-port',
  'links/client-scheme',
  'links/client-unknown-parameters',
  'links/client-white-space',
  'links/http-form',
  'links/http-form-tls-by-scheme',
  'links/organization-bad-utf8',
  'links/scheme-host-organization',
  'types/organization-id-characters',
  'types/organization-id-length',
];

/** Links that a client accepts. The token that it sends is that of the link. */
const links: readonly Pick<LinkGroup, 'rule' | 'cases'>[] = [
  { rule: 'links/bootstrap-link', cases: { plain: (link) => link } },
  ...unusualLinks,
];

for (const { rule, cases } of links) {
  expectRulesListed([rule], ruleIds);
  for (const [name, change] of Object.entries(cases)) {
    verifiesClient(rule, { case: name === 'plain' ? 'client' : `client-${name}` }, async (judge) => {
      const someone = await newClient(judge);
      someone.misbehave('bootstrap.status=invalid_bootstrap_token');
      judge.expectRefused(await someone.bootstrap({ link: change(someone.link, someone) }));
      const [exchange] = someone.server.exchanges;
      const token = rule === 'links/bootstrap-link-without-token' ? null : someone.token;
      judge.expect.equal(someone.commands[0]?.bootstrap_token, token, 'bootstrap_token', exchange);
      judge.expect.equal(exchange?.request.target, `/anonymous/${someone.organization}`, 'target', exchange);
    });
  }
}

verifiesClient('links/organization-percent-encoded', { case: 'client' }, async (judge) => {
  const organization = `Éλ康-${judge.random.hex(4)}`;
  const someone = await newClient(judge, { organization });
  someone.misbehave('bootstrap.status=invalid_bootstrap_token');
  judge.expectRefused(await someone.bootstrap());
  const target = someone.server.exchanges[0]?.request.target ?? '';
  const expected = `/anonymous/${encodeURIComponent(organization)}`;
  judge.expect.equal(target.toUpperCase(), expected.toUpperCase(), 'target', someone.server.exchanges[0]);
});

/** The case of the check of a requirement. Those of organizations have other checks, too. */
const caseOf = (rule: RequirementId): string => (rule.startsWith('types/') ? 'client-link' : 'client');

for (const { rule, cases } of falseLinks) {
  expectRulesListed([rule], ruleIds);
  verifiesClient(rule, { case: caseOf(rule) }, async (judge) => {
    const someone = await newClient(judge);
    someone.misbehave('bootstrap.status=invalid_bootstrap_token');
    for (const [mistake, change] of Object.entries(cases)) {
      const link = change(someone.link, someone);
      judge.expect.that(link !== someone.link, 'another link', link);
      judge.expectRefused(
        await someone.bootstrap({ link }),
        `a client given a link with ${mistake} (${link})`,
      );
    }
    judge.expect.equal(someone.commands.length, 0, 'requests after bad links');
    judge.expectRefused(await someone.bootstrap(), 'the good link');
    judge.expect.equal(someone.commands[0]?.bootstrap_token, someone.token, 'token sent after the good link');
  });
}

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

const mistakes: Readonly<Record<string, (client: ClaimingClient) => string>> = {
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
  for (const [mistake, spoil] of Object.entries(mistakes)) {
    const link = spoil(client);
    judge.expect.that(link !== client.link, 'another link', link);
    judge.expectRefused(await client.claim(link), `a client given a link with ${mistake}`);
  }
  judge.expect.equal(client.commands.length, 0, 'requests after bad links');
  judge.expectOk(await client.claim(), 'the good link');
});
