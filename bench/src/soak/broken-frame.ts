import type { Random } from './random.ts';
import { type Request, whole } from './request.ts';

type Break = (request: Request, random: Random) => Buffer;

const text = (told: string, body: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([Buffer.from(told, 'latin1'), body]);
const post = ({ target, headers }: Request, ...more: readonly string[]): string =>
  `POST ${target} HTTP/1.1\r\n${headers.map(([name, given]) => `${name}: ${given}\r\n`).join('')}${more.map((line) => `${line}\r\n`).join('')}\r\n`;

const ways: readonly Break[] = [
  (_request, random) => random.bytes(1 + random.below(600)),
  // one byte of head or body, anywhere
  (request, random) => {
    const bytes = whole(request);
    bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  // ends too early, in head or body
  (request, random) => {
    const bytes = whole(request);
    return bytes.subarray(0, random.below(bytes.length));
  },
  // lengths that lie, are none, or contradict each other
  (request, random) =>
    text(
      post(
        request,
        `Content-Length: ${random.of(['-1', '1e3', '0x10', '', '99999999999999999999', '+5', '5, 5', ' '])}`,
      ),
      request.body,
    ),
  (request) => text(post(request, `Content-Length: ${request.body.length + 100}`), request.body),
  (request) =>
    text(post(request, `Content-Length: ${request.body.length}`, 'Content-Length: 3'), request.body),
  (request) =>
    text(post(request, `Content-Length: ${request.body.length}`, 'Transfer-Encoding: chunked'), request.body),
  // chunks that are none
  (request, random) =>
    text(
      post(
        request,
        `Transfer-Encoding: ${random.of(['chunked', 'gzip, chunked', 'chunked, chunked', 'identity', 'xchunked'])}`,
      ),
      Buffer.concat([
        Buffer.from(
          random.of(['ffffffffff\r\n', '-5\r\n', 'zz\r\n', '5;a=b\r\n', '0\r\n', '\r\n']),
          'latin1',
        ),
        random.bytes(random.below(50)),
      ]),
    ),
  // lines that are none
  (request, random) =>
    text(
      post(
        request,
        random.of([
          'no colon here',
          ': no name',
          'Folded: a\r\n b',
          'Nul: a\0b',
          'Spaced : a',
          'Host: second.example',
          'Bare: a\nb',
        ]),
      ),
    ),
  (request, random) =>
    text(
      `${random.of(['GET', 'get', '', 'G\0T', 'CONNECT', 'PRI'])} ${random.of([request.target, '*', '', ' ', 'other:443'])} ${random.of(['HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/9.9', 'HTTP/2.0', ''])}\r\n\r\n`,
    ),
  (request) => text(`${request.method} ${request.target} HTTP/1.1\nHost: a\n\n`),
  (request) => text(`${request.method} ${request.target} HTTP/1.1\r\n\r\n`),
  (request, random) => text(post(request, `Large: ${'x'.repeat(random.of([40_000, 65_000, 70_000]))}`)),
  (request, random) =>
    text(post(request, `Expect: ${random.of(['100-continue', '200-ok'])}`, 'Content-Length: 4')),
  (request, random) =>
    text(post(request, 'Connection: Upgrade', `Upgrade: ${random.of(['websocket', 'h2c', 'TLS/1.0'])}`)),
  // other protocols
  (_request, random) =>
    text(
      random.of([
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
        'SSH-2.0-x\r\n',
        'EHLO x\r\n',
        '\r\n\r\n\r\n',
      ]),
      random.bytes(40),
    ),
];

/** Bytes that are no whole request, or two, or none: for a connection of its own. */
export const brokenFrame: Break = (request, random) => random.of(ways)(request, random);
