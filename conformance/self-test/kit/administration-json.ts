import type { Call, Reply } from '@parsec-spec/reference-server/core';
import { changeFields, jsonIn, operationIn, organizationIn, routeOf, withStatus } from './calls.ts';
import { type CallWithBody, changeByBody, changeReply, readCallBody, type Wrap, withBody } from './mutant.ts';

export type Body = Record<string, unknown>;

export const isAdministration = (call: Call): boolean => routeOf(call) === 'administration';

export const isCreation = (call: Call): boolean =>
  call.method === 'POST' && call.target === '/administration/organizations';

export const isUpdate = (call: Call): boolean => call.method === 'PATCH';

const isStatus = (call: Call): boolean =>
  call.method === 'GET' && operationIn(call) === '' && organizationIn(call) !== '';

/** Changes the JSON body of a creation or update before the reference server gets it. */
export const changeJson =
  (which: (call: Call) => boolean, change: (body: Body, call: Call) => Body): Wrap =>
  (handle) =>
  async (call) => {
    if (!which(call)) return handle(call);
    const bufferedCall = await readCallBody(call);
    const body = jsonIn(bufferedCall.bytes);
    return handle(
      body === undefined
        ? bufferedCall
        : withBody(bufferedCall, Buffer.from(JSON.stringify(change(body, call)))),
    );
  };

export const changeStatus = (change: (fields: Body) => unknown): Wrap =>
  changeReply((reply, call) => (isStatus(call) ? changeFields(reply, change) : reply));

/** Changes the bootstrap link in replies to the creation of an organization. */
export const changeBootstrapUrl = (change: (url: string) => string): Wrap =>
  changeReply((reply) =>
    changeFields(reply, (fields) =>
      'bootstrap_url' in fields ? { ...fields, bootstrap_url: change(String(fields.bootstrap_url)) } : fields,
    ),
  );

export const changeOperation = (operation: string, change: (fields: Body) => unknown): Wrap =>
  changeReply((reply, call) => (operationIn(call) === operation ? changeFields(reply, change) : reply));

/** Answers 400 instead of 422 to calls of the administration. */
export const badRequestFor422 = (which: (call: CallWithBody) => boolean): Wrap =>
  changeByBody((reply, call) =>
    isAdministration(call) && reply.status === 422 && which(call) ? withStatus(400, reply) : reply,
  );

/** Converts a text with a boolean or an integer to that value. */
const parseLoosely = (value: unknown): unknown =>
  value === 'true' || value === 'True'
    ? true
    : typeof value === 'string' && /^-?\d+$/.test(value)
      ? Number(value)
      : value;

/** Converts the texts of a body to the values that they spell. */
export const parseBodyLoosely = (body: Body): Body => {
  const tos = body.tos;
  const urls =
    typeof tos === 'object' && tos !== null
      ? Object.fromEntries(Object.entries(tos).map(([key, value]) => [key, String(value)]))
      : undefined;
  const others = Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      key === 'organization_id' ? value : parseLoosely(value),
    ]),
  );
  return urls === undefined || Array.isArray(tos) ? others : { ...others, tos: urls };
};

export const withoutKey =
  (key: string) =>
  (body: Body): Body =>
    Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));

export const noNegative = (body: Body): Body =>
  Number(body.active_users_limit) < 0 ? { ...body, active_users_limit: null } : body;

/** Gives the second of two equal requests another answer than the first. */
export const changeRepeatedReply =
  (which: (call: Call) => boolean, again: (reply: Reply) => Reply): Wrap =>
  (handle) => {
    let last = '';
    return async (call) => {
      if (!which(call)) return handle(call);
      const bufferedCall = await readCallBody(call);
      const reply = await handle(bufferedCall);
      const same = last === `${call.target} ${Buffer.from(bufferedCall.bytes).toString()}`;
      last = `${call.target} ${Buffer.from(bufferedCall.bytes).toString()}`;
      return same ? again(reply) : reply;
    };
  };

/** The token in a link, in hex. */
export const tokenIn = (url: string): string =>
  Buffer.from(new URL(url).searchParams.get('p') ?? '', 'base64url')
    .subarray(2)
    .toString('hex');
