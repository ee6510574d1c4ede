import type { ClientDriver, ClientOutcome, ClientSession } from '../../src/targets/client/client-driver.ts';
import { decodeMap } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import { stringable } from '../../src/wire/values.ts';
import { replaced } from './hostile.ts';
import { forJson, textOf } from './hostile-server.ts';

/** A hostile value in what a client sends, or in what it says at the end of an act. */
export interface HostileMove {
  readonly place: 'field' | 'header' | 'body' | 'users' | 'link' | 'code';
  readonly path: readonly number[];
  readonly value: unknown;
}

const headerNames = ['api-version', 'content-type', 'user-agent', 'authorization', 'last-event-id', 'accept'];

/** A `fetch` that sends hostile requests instead of some of the honest ones. */
export function hostileFetch(honest: typeof fetch, next: () => HostileMove | undefined): typeof fetch {
  return (input, init = {}) => {
    const { place, path = [], value } = next() ?? {};
    const { body, headers } = init;
    const map = body instanceof Uint8Array ? decodeMap(body) : undefined;
    if (place === 'body')
      return honest(input, { ...init, ...(map && { body: encode(value) as Uint8Array<ArrayBuffer> }) });
    if (place === 'header') {
      const name = headerNames[(path[0] ?? 0) % headerNames.length] ?? '';
      const text = Buffer.from(textOf(value))
        .toString('latin1')
        .replaceAll(/[\0\r\n]/g, '');
      return honest(input, { ...init, headers: { ...(headers as Record<string, string>), [name]: text } });
    }
    if (place !== 'field' || map === undefined) return honest(input, init);
    return honest(input, { ...init, body: encode(replaced(map, path, value)) as Uint8Array<ArrayBuffer> });
  };
}

/** A client that says hostile things at the end of some acts. */
export function hostileClient(client: ClientDriver, next: () => HostileMove | undefined): ClientDriver {
  const altered = (outcome: ClientOutcome): ClientOutcome => {
    const { place, value } = next() ?? {};
    const json = stringable(forJson(value));
    if (place === 'users') return { ...outcome, users: [json, value === null ? null : { email: json }] };
    if (place === 'link') return { ...outcome, link: textOf(value) };
    if (place === 'code') return { ...outcome, code: textOf(value), said: textOf(value) };
    return outcome;
  };
  const wrapped = (session: ClientSession): ClientSession =>
    new Proxy(session, {
      get: (target, name: keyof ClientSession) => {
        const member = target[name];
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          const result = (member as (...all: unknown[]) => unknown).apply(target, given);
          const isAct = result instanceof Promise && name !== 'close';
          return isAct ? result.then((outcome) => altered(outcome as ClientOutcome)) : result;
        };
      },
    });
  return {
    ...client,
    lost: client.lost,
    open: async (home, options) => wrapped(await client.open(home, options)),
  };
}
