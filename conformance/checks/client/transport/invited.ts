import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

/** Runs a claim. Returns its requests to the invited family, and the invitation token in hex. */
async function claim(judge: ClientJudge): Promise<{ exchanges: readonly Exchange[]; hex: string }> {
  const client = await claimingClient(judge, 'USER');
  judge.expectOk(await client.claim(), 'a claim');
  const exchanges = client.server.exchanges.filter(({ request }) =>
    /^\/invited\/[^/]+$/.test(request.target),
  );
  judge.expect.that(exchanges.length > 9, 'requests to the invited family', exchanges.length);
  return { exchanges, hex: Buffer.from(client.token).toString('hex') };
}

/** The value of a request header, or the number of headers of this name unless it is one. */
function header({ request }: Exchange, name: string): string {
  const found = request.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase());
  return found.length === 1 ? (found[0]?.[1] ?? '') : `${found.length} headers`;
}

for (const [rule, name, expected] of [
  ['client-transport/sends-api-version', 'Api-Version', /^5\.\d+$/],
  ['client-transport/sends-content-type', 'Content-Type', /^application\/msgpack$/],
  ['client-transport/names-itself', 'User-Agent', /^[^\s/]+\/\d\S*/],
] as const) {
  verifiesClient(rule, { case: 'invited' }, async (judge) => {
    for (const exchange of (await claim(judge)).exchanges) {
      const value = header(exchange, name);
      judge.expect.that(expected.test(value), `${name}: ${expected}`, value, exchange);
    }
  });
}

verifiesClient('client-transport/sends-authorization', { case: 'invited' }, async (judge) => {
  const { exchanges, hex } = await claim(judge);
  for (const exchange of exchanges)
    judge.expect.equal(header(exchange, 'Authorization'), `Bearer ${hex}`, 'Authorization', exchange);
});
