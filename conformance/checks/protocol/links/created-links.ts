import type { Judge } from '../../../src/case/judge.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

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
export async function createdLinks(judge: Judge, id: string, change = {}) {
  const exchange = await judge.administration.create(id, {}, { change });
  const answer = judge.expect.json(exchange, 200, 'the creation');
  const link = judge.expect.text(answer, 'bootstrap_url', exchange);
  const redirection = judge.expect.text(answer, 'bootstrap_url_as_http_redirection', exchange);
  return { exchange, link: parts(judge, link, exchange), redirection: parts(judge, redirection, exchange) };
}
