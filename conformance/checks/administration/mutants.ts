import type { Call, Mutant } from '@parsec-spec/reference-server/core';
import {
  badRequestFor422,
  isAdministration,
  isCreation,
  tokenIn,
} from '../../self-test/kit/administration-json.ts';
import { changeFields, jsonIn, operationIn, organizationIn, withStatus } from '../../self-test/kit/calls.ts';
import {
  changeByBody,
  changeCall,
  changeReply,
  headerOf,
  mutant,
  type Wrap,
  withHeader,
} from '../../self-test/kit/mutant.ts';

/** Admits administration calls with wrong credentials of some kind. */
const admitsWith =
  (when: (header: string | undefined, token: string) => boolean): Wrap =>
  (handle, config) =>
  (call) => {
    const token = config.administration_token;
    const isOpen = isAdministration(call) && when(headerOf(call, 'authorization'), token);
    return handle(isOpen ? withHeader(call, 'authorization', `Bearer ${token}`) : call);
  };

/** Answers invalid organization identifiers in some paths with another status. */
const wrongPathStatus = (how: string, status: number, when: (call: Call) => boolean): Mutant =>
  mutant(
    'administration/organization-in-path-is-refused',
    how,
    changeReply((reply, call) => {
      const isInvalid = reply.status === 404 && String(reply.body).includes('Invalid');
      return isAdministration(call) && isInvalid && when(call) ? withStatus(status, reply) : reply;
    }),
  );

/** Mutants of the requirements of `administration`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  mutant(
    'administration/token-required',
    'open',
    admitsWith((header) => header === undefined),
  ),
  mutant(
    'administration/token-is-bearer',
    'any-scheme',
    admitsWith((header) => header !== undefined && !/^bearer \S+$/i.test(header)),
  ),
  mutant(
    'administration/token-is-bearer',
    'words-after-it-ignored',
    changeCall((call) => {
      const authorization = headerOf(call, 'authorization');
      const [scheme, token, ...more] = authorization?.split(' ') ?? [];
      return more.length > 0 ? withHeader(call, 'authorization', `${scheme} ${token}`) : call;
    }),
  ),
  mutant(
    'administration/token-exact',
    'any-token',
    admitsWith((header) => /^bearer \S+$/i.test(header ?? '')),
  ),
  mutant(
    'administration/token-before-body',
    'body-first',
    changeByBody((reply, call) =>
      isAdministration(call) &&
      reply.status === 403 &&
      call.bytes.length > 0 &&
      jsonIn(call.bytes) === undefined
        ? withStatus(422, reply)
        : reply,
    ),
  ),
  mutant(
    'administration/method-defined',
    'not-found',
    changeReply((reply, call) =>
      isAdministration(call) && reply.status === 405 ? withStatus(404, reply) : reply,
    ),
  ),
  mutant(
    'administration/body-is-json',
    'bad-request',
    badRequestFor422(({ bytes }) => jsonIn(bytes) === undefined),
  ),
  wrongPathStatus('bad-request', 400, () => true),
  wrongPathStatus('served', 200, () => true),
  wrongPathStatus('forbidden-to-freeze', 403, (call) => operationIn(call) === 'users/freeze'),
  wrongPathStatus('bad-request-for-figures', 400, (call) => operationIn(call) === 'stats'),
  wrongPathStatus('bad-request-when-long', 400, (call) => organizationIn(call).length > 32),
  mutant('administration/bootstrap-token-stays-hidden', 'shown', (handle) => {
    const links = new Map<string, unknown>();
    return async (call) => {
      const reply = await handle(call);
      const url = jsonIn(String(reply.body))?.bootstrap_url;
      if (isCreation(call) && typeof url === 'string')
        links.set(new URL(url).pathname.slice(1), tokenIn(url));
      return isAdministration(call) && call.method === 'GET'
        ? changeFields(reply, (fields) => ({ ...fields, link: links.get(organizationIn(call)) }))
        : reply;
    };
  }),
];
