import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { closedPort, type openMailbox } from '../support/mailbox.ts';
import { mailbox, oddRelay, send } from '../support/relays.ts';

describe('a failure is classified', () => {
  const saying = (code: number) => (_: unknown, __: unknown, callback: (error: Error) => void) =>
    callback(Object.assign(new Error('no'), { responseCode: code }));

  test.each([
    [{ onRcptTo: saying(550) }, 'RECIPIENT_REFUSED'],
    [{ onRcptTo: saying(553) }, 'RECIPIENT_REFUSED'],
    [{ onRcptTo: saying(450) }, 'SERVER_UNAVAILABLE'],
    [{ onMailFrom: saying(550) }, 'SERVER_UNAVAILABLE'],
    [
      { onConnect: (_: unknown, callback: (error: Error) => void) => callback(new Error('go away')) },
      'SERVER_UNAVAILABLE',
    ],
    [
      {
        onData: (stream: NodeJS.ReadableStream, _: unknown, callback: (error: Error) => void) => {
          stream.resume();
          stream.on('end', () => callback(Object.assign(new Error('spam'), { responseCode: 554 })));
        },
      },
      'SERVER_UNAVAILABLE',
    ],
    [{ size: 10 }, 'SERVER_UNAVAILABLE'],
  ])('%j: %s', async (options, outcome) => {
    const { port } = await mailbox(options as Parameters<typeof openMailbox>[0]);
    expect(await send({ port })).toBe(outcome);
  });

  test.each([
    ['says nothing', () => {}],
    [
      'says little at a time',
      (socket: Socket) => {
        const timer = setInterval(() => socket.write('2'), 50);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    [
      'stops in the middle',
      (socket: Socket) => {
        socket.write('220 here\r\n');
      },
    ],
  ])('in bounded time, if a relay %s', async (_, behave) => {
    const { port } = await oddRelay(behave);
    expect(await send({ port, timeout: 0.4 })).toBe('SERVER_UNAVAILABLE');
  });

  test.each([
    ['hangs up', (socket: Socket) => socket.end()],
    ['says no', (socket: Socket) => socket.end('421 no\r\n')],
    ['answers as a web server', (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('at once, if a relay %s', async (_, behave) => {
    const { port } = await oddRelay(behave);
    // Longer than a test may take.
    expect(await send({ port, timeout: 600 })).toBe('SERVER_UNAVAILABLE');
  });

  test('without a listener on the port, or with an unknown host name', async () => {
    expect(await send({ port: await closedPort() })).toBe('SERVER_UNAVAILABLE');
    expect(await send({ host: 'no-such-host.invalid' })).toBe('SERVER_UNAVAILABLE');
  });
});
