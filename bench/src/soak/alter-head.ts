import type { Random } from './random.ts';
import type { Request } from './request.ts';

type Alter = (request: Request, random: Random) => Request;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND', 'TRACE', 'QUERY'];
const versions = [
  '',
  '5',
  '5.',
  '.6',
  '5.6.7',
  '6.0',
  '4.3',
  '5.-1',
  '5.99999999999999999999',
  'five',
  '5.6 ',
  '05.6',
  '٥.٦',
];
const types = [
  '',
  'application/json',
  'application/msgpack; charset=utf-8',
  'text/plain',
  '*/*',
  'APPLICATION/MSGPACK',
  'a'.repeat(2_000),
];
const tails = [
  '/',
  '//',
  '/..',
  '/../..',
  '/tos',
  '/events',
  '/%2e%2e',
  '/%00',
  '/%',
  '/%zz',
  '/%ff%fe',
  '?a=b',
  '?%',
  '#x',
  '/%2F',
  `/${'x'.repeat(3_000)}`,
];
const names = [
  'Api-Version',
  'Content-Type',
  'Authorization',
  'Accept',
  'User-Agent',
  'Host',
  'Origin',
  'Last-Event-Id',
  'X-Forwarded-For',
  'Access-Control-Request-Method',
  'Access-Control-Request-Headers',
  'Cookie',
  'Range',
  'Expect-Ct',
  'Accept-Encoding',
  'Content-Encoding',
  'If-None-Match',
  'Trailer',
];

// What a header value may hold without breaking the frame.
const value = (random: Random, length: number): string => {
  let text = '';
  for (let at = 0; at < length; at++)
    text += String.fromCharCode(random.below(4) === 0 ? 0xa0 + random.below(96) : 0x21 + random.below(94));
  return text;
};

const set = (request: Request, name: string, given: string): Request => ({
  ...request,
  headers: request.headers.map(([own, old]) => [own, own === name ? given : old] as const),
});

const ways: readonly Alter[] = [
  (request, random) => ({ ...request, method: random.of(methods) }),
  (request, random) => set(request, 'Api-Version', random.of(versions)),
  (request, random) => set(request, 'Content-Type', random.of(types)),
  (request, random) => set(request, 'Authorization', authorization(request, random)),
  (request, random) => set(request, random.of(names), value(random, random.below(60))),
  (request, random) => ({ ...request, target: request.target + random.of(tails) }),
  (request, random) => ({ ...request, target: target(request.target, random) }),
  // left out, given twice, added
  (request, random) => {
    const gone = random.below(Math.max(1, request.headers.length));
    return { ...request, headers: request.headers.filter(([name], at) => at !== gone || name === 'Host') };
  },
  (request, random) => {
    const twice = request.headers[random.below(Math.max(1, request.headers.length))];
    return twice === undefined
      ? request
      : { ...request, headers: [...request.headers, [twice[0], value(random, 12)]] };
  },
  (request, random) => ({
    ...request,
    headers: [...request.headers, [random.of(names), value(random, random.below(300))]],
  }),
  (request, random) => ({
    ...request,
    headers: [
      ...request.headers,
      ...Array.from({ length: random.below(100) }, (_, at) => [`X-${at}`, value(random, 4)] as const),
    ],
  }),
];

function authorization({ headers }: Request, random: Random): string {
  const [, own = 'Bearer x'] = headers.find(([name]) => name === 'Authorization') ?? [];
  const at = random.below(own.length + 1);
  return random.of([
    () => '',
    () => 'Bearer',
    () => own.slice(0, at),
    () => own.slice(0, at) + value(random, 1) + own.slice(at + 1),
    () => own.replace('Bearer', random.of(['Basic', 'bearer', 'Bearer Bearer', 'Digest'])),
    () => `Bearer ${value(random, random.below(4_000))}`,
    () => `Bearer PARSEC-SIGN-ED25519.${value(random, 32)}.${random.below(2 ** 31)}.${value(random, 88)}`,
    () =>
      own.replace(
        /\.\d+\./,
        `.${random.of(['0', '-1', '9999999999999', '99999999999999999999', 'NaN', '1e9'])}.`,
      ),
  ])();
}

function target(text: string, random: Random): string {
  const at = 1 + random.below(Math.max(1, text.length - 1));
  const put = random.of([
    '%',
    '%2f',
    '%00',
    '..',
    '/',
    '//',
    '%c3%28',
    '~',
    '\\',
    String.fromCharCode(0x21 + random.below(94)),
  ]);
  return random.of([
    () => text.slice(0, at) + put + text.slice(at),
    () => text.slice(0, at) + put + text.slice(at + 1),
    () => text.slice(0, at),
    () => `http://other.example${text}`,
    () => `/${value(random, random.below(40)).replace(/[^!-~]/g, 'x')}`,
  ])();
}

/** Another request line or other headers, the frame still whole. */
export const alterHead: Alter = (request, random) => random.of(ways)(request, random);
