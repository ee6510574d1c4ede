import type { TimedExchange } from '../../../src/observe/recording.ts';
import { type ObservedExchange, readTraffic } from '../../../src/observe/traffic.ts';
import { encode } from '../../../src/wire/encode.ts';
import { Exchange } from '../../../src/wire/exchange.ts';
import { changeHeaders, type HeaderChanges } from '../../../src/wire/headers.ts';
import type { Fields } from '../../../src/wire/values.ts';

/** Changes to an exchange. */
export interface Change {
  /** Headers of the request. */
  readonly sentHeaders?: HeaderChanges;
  /** Makes the fields of the request from the honest ones. */
  readonly request?: (fields: Fields) => Fields;
  readonly sentBody?: Uint8Array;
  readonly target?: string;
  readonly status?: number;
  /** Headers of the response. */
  readonly headers?: HeaderChanges;
  /** Makes the fields of the reply from the honest ones. */
  readonly reply?: (fields: Fields) => Fields;
  /** Makes the body of the response from the honest one. */
  readonly body?: (body: Uint8Array) => Uint8Array;
  readonly durationMs?: number;
  /** Moves the beginning of the request, in ms. */
  readonly later?: number;
}

/** A copy of an exchange with changes. */
function alter({ exchange, startedAt, ...observed }: ObservedExchange, change: Change): TimedExchange {
  const { request, response } = exchange;
  const sent = change.request?.(observed.request ?? {});
  const replied = change.reply?.(observed.reply ?? {});
  const received = response ?? { status: 0, headers: [], body: new Uint8Array() };
  return {
    startedAt: startedAt + (change.later ?? 0),
    exchange: new Exchange(
      {
        ...request,
        target: change.target ?? request.target,
        headers: changeHeaders(request.headers, change.sentHeaders),
        body: change.sentBody ?? (sent === undefined ? request.body : encode(sent)),
      },
      {
        ...received,
        status: change.status ?? received.status,
        headers: changeHeaders(received.headers, change.headers),
        body: change.body?.(received.body) ?? (replied === undefined ? received.body : encode(replied)),
      },
      change.durationMs ?? exchange.durationMs,
    ),
  };
}

/** Selects an exchange of the honest traffic. */
export type Select = (observed: ObservedExchange, all: readonly ObservedExchange[]) => boolean;

/** The traffic, with the first selected exchange changed. */
export function alterFirst(
  traffic: readonly TimedExchange[],
  select: Select,
  change: Change | ((observed: ObservedExchange, all: readonly ObservedExchange[]) => Change),
): { readonly traffic: readonly TimedExchange[]; readonly number: number } {
  const all = readTraffic(traffic);
  const chosen = all.find((observed) => select(observed, all));
  if (chosen === undefined) throw new Error('the honest traffic has no such exchange');
  const altered = alter(chosen, typeof change === 'function' ? change(chosen, all) : change);
  return { traffic: all.map((each) => (each === chosen ? altered : each)), number: chosen.number };
}

/** The traffic, with a changed copy of the first selected exchange at its end. */
export function repeatAtEnd(
  traffic: readonly TimedExchange[],
  select: Select,
  change: Change | ((observed: ObservedExchange, all: readonly ObservedExchange[]) => Change) = {},
): { readonly traffic: readonly TimedExchange[]; readonly number: number } {
  const all = readTraffic(traffic);
  const chosen = all.find((observed) => select(observed, all));
  if (chosen === undefined) throw new Error('the honest traffic has no such exchange');
  const end = Math.max(...all.map(({ endedAt }) => endedAt));
  const altered = alter(chosen, typeof change === 'function' ? change(chosen, all) : change);
  return { traffic: [...all, { ...altered, startedAt: end + 1 }], number: all.length + 1 };
}

/**
 * The traffic, with the same change in every request of a step of the first greeting, because a side
 * may poll. `number` is that of the first one.
 */
export function alterStep(
  traffic: readonly TimedExchange[],
  role: 'greeter' | 'claimer',
  index: string,
  change: Change,
): { readonly traffic: readonly TimedExchange[]; readonly number: number } {
  const all = readTraffic(traffic);
  const isStep = ({ request }: ObservedExchange): boolean => {
    const half = request?.[`${role}_step`] as { readonly step?: string } | undefined;
    return half?.step?.replace('NUMBER_', '').startsWith(index) === true;
  };
  const first = all.find(isStep);
  if (first === undefined) throw new Error('the honest traffic has no such step');
  const isOfFirst = (each: ObservedExchange): boolean =>
    isStep(each) && String(each.request?.greeting_attempt) === String(first.request?.greeting_attempt);
  return { traffic: all.map((each) => (isOfFirst(each) ? alter(each, change) : each)), number: first.number };
}
