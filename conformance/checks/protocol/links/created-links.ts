import { asStep } from '../../../src/judge/failure.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { redirectionIn } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const needs = ['administration'] as const;

/** Number of creations after which a token with `-` or `_` has almost certainly occurred. */
const MAX_CREATIONS = 40;

/**
 * Scheme, authority, path segments and query of a link. `URL` is not used, because it decodes and
 * normalizes.
 */
function parts(judge: Judge, link: string, exchange?: Exchange) {
  const match = /^([a-z0-9+.-]+):\/\/([^/?#]*)\/([^?#]*)\?([^#]*)$/.exec(link);
  judge.expect.that(match !== null, 'scheme://host[:port]/path?query', link, exchange);
  const [, scheme = '', authority = '', path = '', query = ''] = match ?? [];
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? [];
  const parameters = query.split('&').map((item) => item.split('=', 2) as [string, string]);
  const values = (name: string) => parameters.filter(([key]) => key === name).map(([, value]) => value);
  return { scheme, host, port, segments: path.split('/'), values };
}

/** Creates an organization through the administration. Returns both links of the reply. */
async function createdLinks(judge: Judge, id: string, change = {}) {
  const exchange = await judge.administration.create(id, {}, { change });
  const reply = judge.expect.json(exchange, 200, 'the creation');
  const link = await asStep('create', async () => judge.expect.text(reply, 'bootstrap_url', exchange));
  const redirection = redirectionIn(reply, exchange);
  return { exchange, link: parts(judge, link, exchange), redirection: parts(judge, redirection, exchange) };
}

verifies('links/scheme-host-organization', { case: 'bootstrap', needs }, async (judge) => {
  const id = judge.newName();
  const { link, exchange } = await createdLinks(judge, id);
  judge.expect.equal(link.scheme, 'parsec3', 'scheme', exchange);
  judge.expect.that(link.host !== '', 'a host', link.host, exchange);
  judge.expect.equal(link.segments, [id], 'segments of the path', exchange);
});

verifies('links/bootstrap-link', { needs }, async (judge) => {
  // Tells how another payload decodes.
  await judge.organization();
  const id = judge.newName();
  // Only a token with a character that differs between the two base64 alphabets shows the alphabet.
  // About half of all tokens have one.
  let showsAlphabet = false;
  for (let creation = 0; !showsAlphabet && creation < MAX_CREATIONS; creation += 1) {
    const { link } = await createdLinks(judge, id);
    const [payload = ''] = link.values('p');
    judge.expect.that(/^[A-Za-z0-9_-]{24}$/.test(payload), '24 characters of base64url', payload);
    showsAlphabet = /[-_]/.test(payload);
  }
  const { link, exchange } = await createdLinks(judge, id);
  judge.expect.equal(link.values('a'), ['bootstrap_organization'], 'values of `a`', exchange);
  const payloads = link.values('p');
  judge.expect.equal(payloads.length, 1, 'number of `p`', exchange);
  const [payload = ''] = payloads;
  judge.expect.that(/^[A-Za-z0-9_-]{24}$/.test(payload), '24 characters of base64url', payload, exchange);
  const bytes = Buffer.from(payload, 'base64url');
  judge.expect.equal(
    bytes.subarray(0, 2),
    Uint8Array.of(0xc4, 16),
    'msgpack header of the payload',
    exchange,
  );
  const bootstrap = judge.newBootstrap({ token: Uint8Array.from(bytes.subarray(2)) });
  judge.expect.reply(await judge.rpc.anonymous(id, bootstrap.message), 'ok', 'a bootstrap with that token');
  await expectBootstrapped(judge, id, bootstrap);
});

verifies('links/bootstrap-link-without-token', { needs: ['spontaneous'] }, async (judge) => {
  const id = judge.newName();
  const bootstrap = judge.newBootstrap({ token: null });
  const other = judge.newBootstrap({ token: judge.random.bytes(16) });
  await judge.twin({
    broken: () => judge.rpc.anonymous(id, other.message),
    refused: 'invalid_bootstrap_token',
    valid: () => judge.rpc.anonymous(id, bootstrap.message),
  });
  await expectBootstrapped(judge, id, bootstrap);
});

verifies('links/http-form', { needs }, async (judge) => {
  const id = judge.newName();
  const { link, redirection, exchange } = await createdLinks(judge, id);
  judge.expect.equal(redirection.segments, ['redirect', id], 'segments of the path', exchange);
  judge.expect.equal(redirection.host, link.host, 'host', exchange);
  judge.expect.equal(redirection.values('a'), ['bootstrap_organization'], 'values of `a`', exchange);
  judge.expect.equal(redirection.values('p'), link.values('p'), 'values of `p`', exchange);
});

verifies('links/organization-percent-encoded', { case: 'bootstrap', needs }, async (judge) => {
  const id = `${judge.newName()}-Éλ康`;
  const { link, redirection, exchange } = await createdLinks(judge, id);
  const encoded = encodeURIComponent(id);
  judge.expect.equal(
    link.segments[0]?.toUpperCase(),
    encoded.toUpperCase(),
    'organization in the link',
    exchange,
  );
  judge.expect.equal(
    redirection.segments[1]?.toUpperCase(),
    encoded.toUpperCase(),
    'organization in the HTTP form',
    exchange,
  );
  const payload = Buffer.from(link.values('p')[0] ?? '', 'base64url');
  const bootstrap = judge.newBootstrap({ token: Uint8Array.from(payload.subarray(2)) });
  judge.expect.reply(await judge.rpc.anonymous(id, bootstrap.message), 'ok', 'a bootstrap by that name');
  await expectBootstrapped(judge, id, bootstrap);
  // The run expires only the names that it generated, not those derived from them.
  await judge.administration.patch(id, { is_expired: true });
});

for (const [name, bytes] of [
  ['lone-byte', '%C0'],
  ['cut-letter', '%E9%96'],
  ['latin-1', 'caf%E9'],
] as const) {
  verifies('links/organization-bad-utf8', { case: name }, async (judge) => {
    const organization = await judge.organization();
    const { message } = judge.newBootstrap(organization);
    await judge.twin({
      broken: () => judge.rpc.anonymous(organization.id, message, { target: `/anonymous/${bytes}` }),
      refused: 404,
      valid: () => judge.rpc.anonymous(organization.id, message),
    });
  });
}

verifies('links/http-form-tls-by-scheme', { needs }, async (judge) => {
  const { link, redirection, exchange } = await createdLinks(judge, judge.newName());
  const plain = link.values('no_ssl');
  judge.expect.that(
    ['http', 'https'].includes(redirection.scheme),
    'http or https',
    redirection.scheme,
    exchange,
  );
  judge.expect.equal(redirection.values('no_ssl'), [], 'values of `no_ssl` in the HTTP form', exchange);
  judge.expect.equal(plain, redirection.scheme === 'http' ? ['true'] : [], 'values of `no_ssl`', exchange);
});

for (const [name, port] of [
  ['default', undefined],
  ['default-written', '80'],
  ['of-tls', '443'],
  ['other', '6777'],
] as const) {
  verifies('links/default-port', { case: name, needs }, async (judge) => {
    const Host = port === undefined ? 'parsec.example.com' : `parsec.example.com:${port}`;
    const other = await judge.administration.create(judge.newName(), {}, { change: { Host } });
    if (other.status === 421) return judge.notApplicable('the server is not called by another name');
    const { link, redirection, exchange } = await createdLinks(judge, judge.newName(), { Host });
    if (link.host !== 'parsec.example.com')
      return judge.notApplicable('links do not follow the name by which the server was called');
    const standard = link.values('no_ssl')[0] === 'true' ? '80' : '443';
    const expected = port ?? standard;
    judge.expect.equal(link.port ?? standard, expected, 'port that the link leads to', exchange);
    judge.expect.equal(redirection.port ?? standard, expected, 'port that the HTTP form leads to', exchange);
  });
}

// Behind a proxy that terminates TLS, the scheme is that of the proxy, and port 443 is omitted.
for (const [name, Host, port] of [
  ['tls', 'parsec.example.com', '443'],
  ['tls-default-written', 'parsec.example.com:443', '443'],
  ['tls-on-80', 'parsec.example.com:80', '80'],
] as const) {
  verifies(
    ['links/http-form-tls-by-scheme', 'links/default-port'],
    { case: name, needs: ['start'] },
    async (outer) => {
      const judge = await outer.start({ proxyTrustedAddresses: '*' });
      const change = { Host, 'X-Forwarded-Proto': 'https' };
      const { link, redirection, exchange } = await createdLinks(judge, judge.newName(), change);
      if (link.host !== 'parsec.example.com')
        return judge.notApplicable('links do not follow the name by which the server was called');
      judge.expect.equal(redirection.scheme, 'https', 'scheme of the HTTP form', exchange);
      judge.expect.equal(link.values('no_ssl'), [], 'values of `no_ssl`', exchange);
      judge.expect.equal(link.port ?? '443', port, 'port that the link leads to', exchange);
      judge.expect.equal(redirection.port ?? '443', port, 'port that the HTTP form leads to', exchange);
    },
  );
}
