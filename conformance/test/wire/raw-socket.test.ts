import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openEndpoint } from '../../src/wire/endpoint.ts';
import { sendRaw } from '../../src/wire/raw-socket.ts';

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** Reads an answer from a server that sends these pieces, and then may close the connection. */
async function answered(pieces: readonly string[], isClosed = false) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', async () => {
      for (const piece of pieces) {
        socket.write(piece, 'latin1');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      if (isClosed) socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closings.push(() => server.close());
  const endpoint = openEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
  const { status, text, error } = await sendRaw(endpoint, [request], AbortSignal.timeout(5000), {
    wait: 400,
  });
  return error ?? `${status} ${text}`;
}

const ok = 'HTTP/1.1 200 OK\r\n';

test.each<[string, readonly string[]]>([
  ['with its length', [`${ok}Content-Length: 5\r\n\r\nhello, and more`]],
  ['in chunks', [`${ok}Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n`, '2;x=y\r\nlo\r', '\n0\r\n\r\n']],
  [
    'in chunks, with a trailer',
    [`${ok}transfer-encoding: gzip, Chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n`, '\r\n'],
  ],
  [
    'after interim responses',
    [
      `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n`,
      `HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 5\r\n\r\nhello`,
    ],
  ],
  [
    'after 2,000 interim responses',
    [`${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2_000)}${ok}Content-Length: 5\r\n\r\nhello`],
  ],
])('an answer is read %s', async (_, pieces) => {
  expect(await answered(pieces)).toBe('200 hello');
});

test('an answer without length ends with its connection, and an incomplete one times out', async () => {
  expect(await answered([`${ok}\r\nhel`, 'lo'], true)).toBe('200 hello');
  expect(await answered([`${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`])).toBe('timeout');
  expect(await answered([`${ok}Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n`])).toBe('timeout');
  expect(await answered([`${ok}Content-Length: 9\r\n\r\nhello`])).toBe('timeout');
  expect(await answered(['HTTP/1.1 100 Continue\r\n\r\n'], true)).toBe('closed');
});
