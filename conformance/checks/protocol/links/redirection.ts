import type { Judge } from '../../../src/judge/judge.ts';
import { redirectionIn } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';

// An invented token, because a redirection passes any payload through.
const payload = (judge: Judge) =>
  Buffer.concat([Uint8Array.of(0xc4, 16), judge.random.bytes(16)]).toString('base64url');

/** Returns the target of a redirection, without following it. */
async function redirect(judge: Judge, path: string, query: string) {
  const answer = judge.expect.answer(await judge.http({ target: `/redirect/${path}?${query}` }), 302);
  const location = judge.expect.header(answer, 'Location');
  const [, authority = '', segment = '', search = ''] =
    /^parsec3:\/\/([^/?#]+)\/([^/?#]*)\?([^#]*)$/.exec(location) ?? [];
  if (authority === '' && location.includes('webRedirect'))
    return judge.notApplicable('the redirection leads to a web client');
  judge.expect.that(authority !== '', 'Location: parsec3://host/organization?…', location, answer);
  const parameters = search.split('&').map((item) => item.split('=', 2));
  const values = (name: string) => parameters.filter(([key]) => key === name).map(([, value]) => value);
  return { answer, authority, segment, values };
}

for (const action of ['bootstrap_organization', 'claim_user', 'claim_device']) {
  verifies('links/redirects', { case: action.replace('_', '-') }, async (judge) => {
    const p = payload(judge);
    const { answer, segment, values } = await redirect(judge, 'SomeOrg_1', `a=${action}&p=${p}`);
    judge.expect.equal(segment, 'SomeOrg_1', 'organization', answer);
    judge.expect.equal(values('a'), [action], 'values of `a`', answer);
    judge.expect.equal(values('p'), [p], 'values of `p`', answer);
  });
}

// A server that the suite started knows its own address.
verifies('links/redirects', { case: 'host', needs: ['start'] }, async (outer) => {
  const judge = await outer.start({});
  const { answer, authority } = await redirect(judge, 'SomeOrg', `a=claim_user&p=${payload(judge)}`);
  judge.expect.equal(authority, new URL(judge.address).host, 'host and port', answer);
});

verifies('links/redirects', { case: 'as-created', needs: ['administration'] }, async (judge) => {
  const { id, bootstrapUrl = '', reply } = await judge.organization();
  const [, path = '', query = ''] = /\/redirect\/([^/?]+)\?([\s\S]+)/.exec(redirectionIn(reply)) ?? [];
  const { answer, segment, values } = await redirect(judge, path, query);
  judge.expect.equal(segment, id, 'organization', answer);
  judge.expect.equal(values('a'), ['bootstrap_organization'], 'values of `a`', answer);
  const [, token = ''] = /[?&]p=([^&]+)/.exec(bootstrapUrl) ?? [];
  judge.expect.equal(values('p'), [token], 'values of `p`', answer);
});

verifies('links/scheme-host-organization', { case: 'redirection' }, async (judge) => {
  const { answer, segment } = await redirect(judge, 'SomeOrg', `a=claim_user&p=${payload(judge)}`);
  judge.expect.equal(segment, 'SomeOrg', 'the only segment of the path', answer);
});

for (const [name, query] of [
  ['absent', (rest) => rest],
  ['true', (rest) => `no_ssl=true&${rest}`],
  ['false', (rest) => `no_ssl=false&${rest}`],
  ['false-at-the-end', (rest) => `${rest}&no_ssl=false`],
  ['twice', (rest) => `no_ssl=false&${rest}&no_ssl=true`],
] satisfies [string, (rest: string) => string][]) {
  verifies('links/redirection-sets-no-ssl', { case: name }, async (judge) => {
    const p = payload(judge);
    const { answer, values } = await redirect(judge, 'SomeOrg', query(`a=claim_user&p=${p}`));
    const expected = judge.address.startsWith('https:') ? [] : ['true'];
    judge.expect.equal(values('no_ssl'), expected, 'values of `no_ssl`', answer);
    judge.expect.equal(values('p'), [p], 'values of `p`', answer);
  });
}

verifies('links/organization-percent-encoded', { case: 'redirection' }, async (judge) => {
  const { answer, segment } = await redirect(
    judge,
    '%C3%89%CE%BB%E5%BA%B7',
    `a=claim_user&p=${payload(judge)}`,
  );
  judge.expect.equal(segment.toUpperCase(), '%C3%89%CE%BB%E5%BA%B7', 'organization', answer);
});

verifies('links/redirects-to-web-client', async (judge) => {
  const p = payload(judge);
  const answer = await judge.http({ target: `/redirect/SomeOrg?a=claim_user&p=${p}` });
  const location = judge.expect.header(judge.expect.answer(answer, 302), 'Location');
  if (location.startsWith('parsec3:')) return judge.notApplicable('the target offers no web client');
  const inside = new URL(location, judge.address).searchParams.get('webRedirectUrl') ?? '';
  judge.expect.that(inside.includes(`p=${p}`), `a link with p=${p} inside`, location, answer);
});
