import { verifies } from '../../../src/case/verifies.ts';
import { createdLinks } from './created-links.ts';

const needs = ['administration'] as const;

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
