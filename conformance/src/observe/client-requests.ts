import { headerOf } from '../wire/headers.ts';
import type { History } from './history.ts';
import type { Judgement } from './judgement.ts';
import { authenticationOf, isCommand, type ObservedExchange } from './traffic.ts';

/** A version of the API that this specification is about. */
const versionForm = /^5\.\d+$/;

/** A product, a slash and a version (RFC 9110, section 10.1.5). */
const productForm = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+/;

/** Judges the headers of a client's requests, and the tokens of its devices. */
export function checkClientRequests(
  traffic: readonly ObservedExchange[],
  history: History,
  judgement: Judgement,
): void {
  for (const observed of traffic) {
    if (!isCommand(observed) && observed.route !== 'events') continue;
    checkHeaders(observed, judgement);
    if (authenticationOf(observed.route) === 'device') checkToken(observed, history, judgement);
  }
}

function checkHeaders(observed: ObservedExchange, judgement: Judgement): void {
  const { exchange, route } = observed;
  const header = (name: string) => headerOf(exchange.request.headers, name);
  const check = (
    rule: Parameters<Judgement['check']>[1],
    name: string,
    holds: (value: string) => boolean,
    expected: string,
  ): void => {
    const value = header(name);
    judgement.check('client', rule, observed, value !== undefined && holds(value), expected, () =>
      value === undefined ? `no ${name}` : name === 'authorization' ? 'another form' : `${name}: ${value}`,
    );
  };
  check(
    'client-transport/sends-api-version',
    'api-version',
    (value) => versionForm.test(value),
    'Api-Version: 5, a dot and a minor number',
  );
  check(
    'client-transport/names-itself',
    'user-agent',
    (value) => productForm.test(value),
    'User-Agent: product/version',
  );
  if (route === 'events')
    check(
      'client-transport/sends-accept',
      'accept',
      (value) => value === 'text/event-stream',
      'Accept: text/event-stream',
    );
  else
    check(
      'client-transport/sends-content-type',
      'content-type',
      (value) => value === 'application/msgpack',
      'Content-Type: application/msgpack, in exactly this form',
    );
  const authentication = authenticationOf(route);
  if (authentication === 'none') return;
  check(
    'client-transport/sends-authorization',
    'authorization',
    (value) => authentication === 'device' || /^Bearer [0-9a-f]{32}$/i.test(value),
    authentication === 'device' ? 'Authorization' : 'Authorization: Bearer and 32 hexadecimal digits',
  );
}

function checkToken(observed: ObservedExchange, history: History, judgement: Judgement): void {
  const { exchange, token, organization } = observed;
  if (headerOf(exchange.request.headers, 'authorization') === undefined) return;
  const rule = 'authentication/client-token-form';
  const expected =
    'Bearer PARSEC-SIGN-ED25519, device, whole seconds and padded base64url of a signature, by dots';
  if (token === undefined) {
    judgement.check('client', rule, observed, false, expected, () => 'another form');
    return;
  }
  const key = history.keyOf(organization, token.device);
  const isSigned = key === undefined || history.isSignatureOf(key, token.signed, token.signature);
  judgement.check(
    'client',
    rule,
    observed,
    isSigned,
    'a signature that verifies with the key of the device',
    () => `a token of device ${token.device} whose signature does not verify`,
  );
}
