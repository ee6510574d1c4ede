import type { ClientJudge } from '../../../src/case/client-judge.ts';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { claimingClient } from '../../../src/client/greeting/claiming-client.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

/** The requests of a claimer to the invited family, and its invitation token in hex. */
async function asked(judge: ClientJudge): Promise<{ heard: readonly Exchange[]; hex: string }> {
  const scene = await claimingClient(judge, 'USER');
  judge.expectOutcome(await scene.claim(), 'ok', 'a claim');
  const heard = scene.server.exchanges.filter(({ request }) => /^\/invited\/[^/]+$/.test(request.target));
  judge.expect.that(heard.length > 9, 'requests to the invited family', heard.length);
  return { heard, hex: Buffer.from(scene.token).toString('hex') };
}

/** A request header by case-insensitive name; a repeated one counts as absent. */
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
    for (const exchange of (await asked(judge)).heard) {
      const value = header(exchange, name);
      judge.expect.that(expected.test(value), `${name}: ${expected}`, value, exchange);
    }
  });
}

verifiesClient('client-transport/sends-authorization', { case: 'invited' }, async (judge) => {
  const { heard, hex } = await asked(judge);
  for (const exchange of heard)
    judge.expect.equal(header(exchange, 'Authorization'), `Bearer ${hex}`, 'Authorization', exchange);
});
