import type { Mutant } from '@parsec-spec/reference-server/core';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { isRpc, isServedVersion, organizationIn, refusal, routeOf } from '../../../self-test/kit/calls.ts';
import { changeCall, changeReply, headerOf, mutant, withHeader } from '../../../self-test/kit/mutant.ts';

/** Omits `Api-Version` from refusals with these statuses. */
const omitsHeader = (how: string, ...statuses: readonly number[]): Mutant =>
  mutant(
    'versioning/refusal-names-own-version',
    how,
    changeReply((reply, call) =>
      statuses.includes(reply.status) && isRpc(call) ? withHeader(reply, 'api-version') : reply,
    ),
  );

const wellFormed = /^\d+\.\d+$/;

/** Mutants of the requirements of `versioning`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'versioning/header-required',
    'not-of-listeners',
    changeCall((call) =>
      routeOf(call) === 'events' && headerOf(call, 'api-version') === undefined
        ? withHeader(call, 'api-version', API_VERSION)
        : call,
    ),
  ),
  mutant(
    'versioning/header-required',
    'taken-for-served',
    changeCall((call) =>
      isRpc(call) && headerOf(call, 'api-version') === undefined
        ? withHeader(call, 'api-version', API_VERSION)
        : call,
    ),
  ),
  mutant(
    'versioning/header-well-formed',
    'negative-too',
    changeCall((call) =>
      headerOf(call, 'api-version') === '5.-1' ? withHeader(call, 'api-version', '5.1') : call,
    ),
  ),
  mutant(
    'versioning/header-well-formed',
    'anything-goes',
    changeCall((call) => {
      const version = headerOf(call, 'api-version');
      return version === undefined || wellFormed.test(version)
        ? call
        : withHeader(call, 'api-version', API_VERSION);
    }),
  ),
  omitsHeader('not-to-listeners', 406),
  omitsHeader('not-to-late-tokens', 498),
  omitsHeader('not-to-late-invitees', 410),
  omitsHeader('not-to-the-revoked', 461),
  omitsHeader('not-to-the-frozen', 462),
  omitsHeader('not-under-terms', 463),
  mutant(
    'versioning/refusal-names-own-version',
    'silent',
    changeReply((reply, call) =>
      reply.status !== 200 && isRpc(call) ? withHeader(reply, 'api-version') : reply,
    ),
  ),
  mutant('versioning/version-first', 'name-first', (handle) => async (call) => {
    const isOdd = isRpc(call) && /%C0/i.test(organizationIn(call));
    return isOdd && !isServedVersion(headerOf(call, 'api-version')) ? refusal(404) : handle(call);
  }),
  mutant(
    'versioning/version-first',
    'accept-first',
    (handle) => async (call) =>
      routeOf(call) === 'events' && headerOf(call, 'accept') !== 'text/event-stream'
        ? refusal(406)
        : handle(call),
  ),
  mutant('versioning/version-first', 'last', (handle) => async (call) => {
    if (!isRpc(call) || isServedVersion(headerOf(call, 'api-version'))) return handle(call);
    const reply = await handle(withHeader(call, 'api-version', API_VERSION));
    return reply.status === 200 ? refusal(422) : reply;
  }),
  mutant(
    'versioning/major-served',
    'any-major',
    changeCall((call) =>
      wellFormed.test(headerOf(call, 'api-version') ?? '')
        ? withHeader(call, 'api-version', API_VERSION)
        : call,
    ),
  ),
  mutant(
    'versioning/any-minor-served',
    'own-minor-only',
    changeCall((call) =>
      (headerOf(call, 'api-version') ?? API_VERSION) === API_VERSION
        ? call
        : withHeader(call, 'api-version', '0.0'),
    ),
  ),
  mutant(
    'versioning/refusal-lists-versions',
    'silent',
    changeReply((reply) => (reply.status === 422 ? withHeader(reply, 'supported-api-versions') : reply)),
  ),
  mutant(
    'versioning/reply-names-own-version',
    'echo',
    changeReply((reply, call) =>
      reply.status === 200 && isRpc(call)
        ? withHeader(reply, 'api-version', headerOf(call, 'api-version'))
        : reply,
    ),
  ),
];
