import type { TimedExchange } from '../../../src/observe/recording.ts';
import type { ObservedExchange } from '../../../src/observe/traffic.ts';
import { type BootstrapParts, makeBootstrap } from '../../../src/people/bootstrap.ts';
import { Cast } from '../../../src/people/cast.ts';
import { Random } from '../../../src/people/random.ts';
import { eventOf, Frames } from '../../../src/wire/event-frames.ts';
import { Instant } from '../../../src/wire/values.ts';
import {
  alterFirst,
  alterStep,
  type Change,
  repeatAtEnd,
  type Select,
} from '../../support/observe/alter-traffic.ts';

export const cast = new Cast(new Random('observe'));

export const command =
  (name: string, status = 'ok'): Select =>
  ({ command: cmd, replyStatus }) =>
    cmd === name && replyStatus === status;

export const step =
  (role: 'greeter' | 'claimer', number: string, status = 'ok'): Select =>
  ({ request, replyStatus }) => {
    const half = request?.[`${role}_step`] as { step?: string } | undefined;
    return half?.step?.replace('NUMBER_', '').startsWith(number) === true && replyStatus === status;
  };

export const stream: Select = ({ route, exchange }) => route === 'events' && exchange.durationMs > 100;

export const refused: Select = ({ exchange, command: cmd }) => exchange.status === 461 && cmd !== '';

export const lists: Select = ({ command: cmd, reply }) =>
  cmd === 'certificate_get' && ((reply?.common_certificates as unknown[]) ?? []).length > 2;

export const bytesOf = (value: unknown) => value as readonly Uint8Array[];

export const half = (role: string, change: object): Change => ({
  request: (fields) => ({
    ...fields,
    [`${role}_step`]: { ...(fields[`${role}_step`] as object), ...change },
  }),
});

export const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

export const detail = (status: number): Change => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: () => Buffer.from('{"detail":"no"}'),
});

/** A bootstrap of another organization, and whether the server accepts it. */
export const bootstrap = (
  parts: Partial<BootstrapParts> | (() => Partial<BootstrapParts>),
  status = 'ok',
  change: Change = {},
): Case['make'] => {
  const person = cast.person('alice');
  return (traffic) =>
    repeatAtEnd(traffic, command('organization_bootstrap'), ({ exchange }) => ({
      ...change,
      target: '/anonymous/Third',
      request: () =>
        makeBootstrap({
          ...{ person, device: person.device, token: null, root: cast.signingKey('root') },
          at: new Instant(BigInt(Date.parse(exchange.header('date') ?? '')) * 1000n),
          ...(typeof parts === 'function' ? parts() : parts),
        }).message,
      reply: () => ({ status }),
    }));
};

/** A mistake that breaks one rule of one side. */
export interface Case {
  readonly side: 'client' | 'server';
  readonly rule: string;
  /** Rules that the mistake necessarily breaks too, with their side. */
  readonly also?: readonly string[];
  readonly make: (traffic: readonly TimedExchange[]) => {
    readonly traffic: readonly TimedExchange[];
    readonly number: number;
  };
}

export const first =
  (select: Select, change: Parameters<typeof alterFirst>[2]): Case['make'] =>
  (traffic) =>
    alterFirst(traffic, select, change);

export const everyStep =
  (role: 'greeter' | 'claimer', index: string, change: Change): Case['make'] =>
  (traffic) =>
    alterStep(traffic, role, index, change);

export const again =
  (select: Select, change?: Parameters<typeof repeatAtEnd>[2]): Case['make'] =>
  (traffic) =>
    repeatAtEnd(traffic, select, change);

const of = (side: Case['side'], rule: string, make: Case['make'], also: readonly string[] = []): Case => ({
  side,
  rule,
  make,
  also,
});

export const client = of.bind(undefined, 'client');

export const server = of.bind(undefined, 'server');

export const tokenOf = (exchange: ObservedExchange['exchange'] | undefined): string =>
  exchange?.request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';

export const otherSignature = (token: string): string =>
  token.replace(
    /\.([\w-])([\w-]+==)$/,
    (_, one: string, rest: string) => `.${one === 'A' ? 'B' : 'A'}${rest}`,
  );

/** The token of the first device of a user, by the name in the journey. */
export const tokenOfUser = (name: string, all: readonly ObservedExchange[]): string => {
  const creations = all.filter((one) => command('user_create')(one, all));
  const creation = creations[name === 'bob' ? 0 : 1];
  const next = all.find(
    (one) =>
      one.command === 'certificate_get' &&
      one.number > (creation?.number ?? 0) &&
      one.token?.device !== creation?.token?.device,
  );
  return tokenOf(next?.exchange);
};

export const framesOf = (body: Uint8Array): readonly string[] =>
  Buffer.from(body)
    .toString('utf8')
    .split(/(?<=\n\n)/);

/** The stream is open for long before and after the other exchanges, and lacks some events. */
export function longStream(traffic: readonly TimedExchange[], missing: string) {
  const isKept = (frame: string): boolean =>
    new Frames().take(Buffer.from(frame)).every(({ data }) => eventOf(data)?.event !== missing);
  const altered = alterFirst(traffic, stream, {
    body: (body) => Buffer.from(framesOf(body).filter(isKept).join('')),
    later: -20_000,
    durationMs: 60_000,
  });
  return { traffic: altered.traffic, number: 1 };
}
