import { redirectionIn, tokenOf } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';

const needs = ['administration'] as const;

verifies('organization_create/gives-both-links', { needs }, async (judge) => {
  const organization = await judge.organization();
  const { host, protocol } = new URL(judge.address);
  const secure = protocol === 'https:';
  const { bootstrapUrl = '', reply } = organization;
  const httpLink = redirectionIn(reply);
  const own = URL.parse(bootstrapUrl.replace(/^parsec3:/, protocol));
  const redirection = URL.parse(httpLink);
  const path = `/${encodeURIComponent(organization.id)}`;
  judge.expect.that(bootstrapUrl.startsWith('parsec3://'), 'a link parsec3://…', bootstrapUrl);
  judge.expect.equal(own?.host, host, 'host and port of bootstrap_url');
  judge.expect.equal(own?.pathname, path, 'path of bootstrap_url');
  judge.expect.equal(own?.searchParams.get('no_ssl') === 'true', !secure, 'no_ssl in bootstrap_url');
  judge.expect.equal(redirection?.protocol, protocol, 'scheme of bootstrap_url_as_http_redirection');
  judge.expect.equal(redirection?.host, host, 'host and port of bootstrap_url_as_http_redirection');
  judge.expect.equal(redirection?.pathname, `/redirect${path}`, 'path of bootstrap_url_as_http_redirection');
  for (const link of [own, redirection])
    judge.expect.equal(link?.searchParams.get('a'), 'bootstrap_organization', 'action of the link');
  const redirected = tokenOf(httpLink);
  judge.expect.equal(redirected, organization.token, 'token of the other link');
  judge.expect.reply(await judge.bootstrap(organization), 'ok', 'a bootstrap with that token');
});

/** Another name of this machine, by which clients reach the server too. */
const otherNames: Readonly<Record<string, string>> = { '127.0.0.1': 'localhost', localhost: '127.0.0.1' };

verifies('organization_create/gives-both-links', { needs, case: 'as-reached' }, async (judge) => {
  const { hostname, port } = new URL(judge.address);
  const name = otherNames[hostname];
  if (name === undefined) return judge.notApplicable('the server is known by one name only');
  const host = port === '' ? name : `${name}:${port}`;
  const created = await judge.administration.create(judge.newName(), {}, { change: { Host: host } });
  const links = judge.expect.json(created);
  const own = judge.expect.text(links, 'bootstrap_url').replace(/^parsec3:/, 'http:');
  judge.expect.equal(URL.parse(own)?.host, host, 'host and port of bootstrap_url', created);
  const redirection = judge.expect.text(links, 'bootstrap_url_as_http_redirection');
  judge.expect.equal(URL.parse(redirection)?.host, host, 'host and port of the other link', created);
});

// A request may contain a host that is not a valid name. A creation that has taken effect must not
// fail because of it.
verifies('organization_create/gives-both-links', { needs, case: 'unusual-host' }, async (judge) => {
  for (const host of ['[::1]:99', '1270.0.1']) {
    const id = judge.newName();
    const created = await judge.administration.create(id, {}, { change: { Host: host }, label: host });
    judge.expect.answer(created, [200, 400, 421, 422], `a creation with Host: ${host}`);
    const status = await judge.administration.get(id);
    judge.expect.answer(status, created.status === 200 ? 200 : 404, 'the organization afterwards');
    if (created.status !== 200) continue;
    const links = judge.expect.json(created);
    for (const name of ['bootstrap_url', 'bootstrap_url_as_http_redirection']) {
      const link = judge.expect.text(links, name, created);
      judge.expect.that(tokenOf(link) !== undefined, `${name} with a token`, link, created);
    }
  }
  judge.expect.json(
    await judge.administration.create(judge.newName()),
    200,
    'a creation with the usual Host',
  );
});
