import { verifiesClient } from '../../../src/case/verifies.ts';
import { newUser } from '../../../src/client/new-user.ts';
import { type LinkGroup, unusualLinks } from '../../../src/misbehaviours/links.ts';

/** Links that a client accepts. The token that it sends is that of the link. */
const links: readonly Pick<LinkGroup, 'rule' | 'cases'>[] = [
  { rule: 'links/bootstrap-link', cases: { plain: (link) => link } },
  ...unusualLinks,
];

for (const { rule, cases } of links) {
  for (const [name, change] of Object.entries(cases)) {
    verifiesClient(rule, { case: name === 'plain' ? 'client' : `client-${name}` }, async (judge) => {
      const someone = await newUser(judge);
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
  const someone = await newUser(judge, { organization });
  someone.misbehave('bootstrap.status=invalid_bootstrap_token');
  judge.expectRefused(await someone.bootstrap());
  const target = someone.server.exchanges[0]?.request.target ?? '';
  const expected = `/anonymous/${encodeURIComponent(organization)}`;
  judge.expect.equal(target.toUpperCase(), expected.toUpperCase(), 'target', someone.server.exchanges[0]);
});
