import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { type NewUser, newUser } from '../../../src/client/new-user.ts';

/**
 * Links that a client accepts, by requirement and case, and the token that it must then send
 * (default: that of the link).
 */
const links: readonly (readonly [
  RequirementId,
  string,
  (someone: NewUser) => string,
  ((someone: NewUser) => Uint8Array | null)?,
])[] = [
  ['links/bootstrap-link', 'client', ({ link }) => link],
  ['links/bootstrap-link-without-token', 'client', ({ link }) => link.replace(/p=[^&]*/, 'p=wA'), () => null],
  ['links/http-form', 'client', ({ httpLink }) => httpLink],
  ['links/http-form-tls-by-scheme', 'client', ({ httpLink }) => `${httpLink}&no_ssl=false`],
  ['links/client-no-ssl', 'client-any-case', ({ link }) => link.replace('no_ssl=true', 'no_ssl=True')],
  ['links/client-unknown-parameters', 'client', ({ link }) => `${link}&dummy=x&other`],
  ['links/client-white-space', 'client-around', ({ link }) => ` \n${link}\t `],
  [
    'links/client-white-space',
    'client-inside',
    ({ link }) => `${link.slice(0, 40)}\r\n${link.slice(40, 50)}\t${link.slice(50)}`,
  ],
  [
    'links/scheme-host-organization',
    'client-any-order',
    ({ link }) => link.replace(/\?(.*)&(a=.*)&(p=.*)$/, '?$3&$2&$1'),
  ],
];

for (const [rule, name, linkOf, tokenOf] of links) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const someone = await newUser(judge);
    someone.answer = () => ({ reply: { status: 'invalid_bootstrap_token' } });
    judge.expectRefused(await someone.bootstrap({ link: linkOf(someone) }));
    const [exchange] = someone.server.exchanges;
    const token = tokenOf === undefined ? someone.token : tokenOf(someone);
    judge.expect.equal(someone.commands[0]?.bootstrap_token, token, 'bootstrap_token', exchange);
    judge.expect.equal(exchange?.request.target, `/anonymous/${someone.organization}`, 'target', exchange);
  });
}

verifiesClient('links/organization-percent-encoded', { case: 'client' }, async (judge) => {
  const organization = `Éλ康-${judge.random.hex(4)}`;
  const someone = await newUser(judge, { organization });
  someone.answer = () => ({ reply: { status: 'invalid_bootstrap_token' } });
  judge.expectRefused(await someone.bootstrap());
  const target = someone.server.exchanges[0]?.request.target ?? '';
  const expected = `/anonymous/${encodeURIComponent(organization)}`;
  judge.expect.equal(target.toUpperCase(), expected.toUpperCase(), 'target', someone.server.exchanges[0]);
});
