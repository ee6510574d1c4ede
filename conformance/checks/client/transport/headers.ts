import type { ClientJudge } from '../../../src/judge/client-judge.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { verifySignature } from '../../../src/people/keys.ts';
import { fullCostTimeout } from '../../../src/played-server/device-files.ts';
import { eventListener } from '../../../src/played-server/event-listener.ts';
import { claimingClient } from '../../../src/played-server/greeting/claiming-client.ts';
import { observedBootstrap } from '../../../src/played-server/observed-bootstrap.ts';
import {
  type SimulatedOrganization,
  simulateOrganization,
} from '../../../src/played-server/simulated-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

/** The value of a request header. A repeated header counts as absent. */
function headerOf({ request }: Exchange, name: string): string | undefined {
  const matches = request.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase());
  return matches.length === 1 ? matches[0]?.[1] : undefined;
}

/** Runs actions of the client, and returns its POST requests by family of commands. */
async function requests(judge: ClientJudge): Promise<Readonly<Record<string, readonly Exchange[]>>> {
  const simulated = await simulateOrganization(judge);
  judge.expectOk(await simulated.logIn(), 'a log-in');
  await simulated.session.acceptTerms(simulated.access);
  const route = (end: RegExp) => simulated.server.exchanges.filter(({ request }) => end.test(request.target));
  const families = {
    anonymous: [(await observedBootstrap(judge)).exchange],
    authenticated: route(/^\/authenticated\/[^/]+$/),
    tos: route(/^\/authenticated\/[^/]+\/tos$/),
  };
  for (const [family, list] of Object.entries(families)) {
    judge.expect.that(list.length > 0, `a request to the ${family} family`, 'none');
    for (const exchange of list) judge.expect.equal(exchange.request.method, 'POST', 'method', exchange);
  }
  return families;
}

const apiVersion = ['client-transport/sends-api-version', 'Api-Version', /^5\.\d+$/] as const;
const contentType = [
  'client-transport/sends-content-type',
  'Content-Type',
  /^application\/msgpack$/,
] as const;
const userAgent = ['client-transport/names-itself', 'User-Agent', /^[^\s/]+\/\d\S*/] as const;

for (const [rule, header, expected] of [apiVersion, contentType, userAgent]) {
  verifiesClient(rule, fullCostTimeout, async (judge) => {
    for (const exchange of Object.values(await requests(judge)).flat()) {
      const value = headerOf(exchange, header) ?? '';
      judge.expect.that(expected.test(value), `${header}: ${expected}`, value, exchange);
    }
  });
}

verifiesClient('client-transport/sends-authorization', fullCostTimeout, async (judge) => {
  const { authenticated = [], tos = [] } = await requests(judge);
  for (const exchange of [...authenticated, ...tos]) {
    const value = headerOf(exchange, 'Authorization') ?? 'none';
    judge.expect.that(/^Bearer \S+$/.test(value), 'Authorization: Bearer and a token', value, exchange);
  }
});

for (const [rule, header, expected] of [
  apiVersion,
  userAgent,
  ['client-transport/sends-authorization', 'Authorization', /^Bearer PARSEC-SIGN-ED25519\.\S+$/],
] as const) {
  verifiesClient(rule, { case: 'events' }, async (judge) => {
    const listener = await eventListener(judge);
    (await listener.waitForStream(0)).end();
    await listener.waitForStream(1);
    await listener.waitUntilIdle();
    judge.expectStopped(await listener.stop());
    const streams = listener.server.exchanges.filter(({ request }) => request.target.endsWith('/events'));
    judge.expect.that(streams.length > 1, 'two openings of the event stream', streams.length);
    for (const exchange of streams) {
      const value = headerOf(exchange, header) ?? 'none';
      judge.expect.that(expected.test(value), `${header}: ${expected}`, value, exchange);
    }
  });
}

verifiesClient('authentication/client-token-form', async (judge) => {
  const simulated = await simulateOrganization(judge);
  judge.expectOk(await simulated.logIn(), 'a log-in');
  if (judge.client.acts.includes('acceptTerms')) await simulated.session.acceptTerms(simulated.access);
  const authenticated = simulated.server.exchanges.filter(({ request }) =>
    request.target.startsWith('/authenticated/'),
  );
  judge.expect.that(authenticated.length > 0, 'an authenticated request', 'none');
  for (const exchange of authenticated) expectToken(judge, simulated, exchange);
});

/** Asserts that a request has a valid token of the client's device. */
function expectToken(
  judge: ClientJudge,
  { clientDevice: { id, key } }: SimulatedOrganization,
  exchange: Exchange,
): void {
  const value = headerOf(exchange, 'Authorization') ?? 'none';
  const read = /^Bearer (PARSEC-SIGN-ED25519\.([0-9a-f]{32})\.(\d+))\.([A-Za-z0-9_-]{86}==)$/.exec(value);
  const form = 'Bearer PARSEC-SIGN-ED25519.DEVICE-ID.SECONDS.SIGNATURE, the signature in padded base64url';
  judge.expect.that(read !== null, form, value, exchange);
  const [, text = '', device = '', seconds = '', signature = ''] = read ?? [];
  judge.expect.equal(device, id.hex, 'device in the token', exchange);
  const age = exchange.at.getTime() / 1000 - Number(seconds);
  judge.expect.that(Math.abs(age) < 300, 'a token dated when it was sent', `${age} s old`, exchange);
  const verified = verifySignature(key.verifyKey, Buffer.from(text), Buffer.from(signature, 'base64url'));
  judge.expect.that(verified, 'a signature that verifies under the key of the device', signature, exchange);
}

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

for (const [rule, name, expected] of [apiVersion, contentType, userAgent]) {
  verifiesClient(rule, { case: 'invited' }, async (judge) => {
    for (const exchange of (await claim(judge)).exchanges) {
      const value = headerOf(exchange, name) ?? 'none, or several';
      judge.expect.that(expected.test(value), `${name}: ${expected}`, value, exchange);
    }
  });
}

verifiesClient('client-transport/sends-authorization', { case: 'invited' }, async (judge) => {
  const { exchanges, hex } = await claim(judge);
  for (const exchange of exchanges)
    judge.expect.equal(headerOf(exchange, 'Authorization'), `Bearer ${hex}`, 'Authorization', exchange);
});
