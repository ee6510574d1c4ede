import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '../../src/targets/mail-relay.ts';

const ENVELOPE = 'EHLO test\r\nMAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n';

test('a mail that is too long is refused, and later mails are accepted', async () => {
  const relay = await startRelay('willing', '127.0.0.1');
  onTestFinished(() => relay.close());
  const send = async (body: string): Promise<string> => {
    const socket = net.connect(relay.port, '127.0.0.1');
    // The relay hangs up on a client that does not wait for its greeting.
    await once(socket, 'data');
    socket.write(`${ENVELOPE}Subject: hello\r\n\r\n${body}\r\n.\r\nQUIT\r\n`);
    return await text(socket);
  };
  const line = `${'x'.repeat(98)}\r\n`;
  expect(await send(line.repeat(10_486))).toMatch(/^552 /m);
  expect(relay.mails).toEqual([]);
  expect(await send(line)).not.toMatch(/^[45]\d\d /m);
  expect(relay.mails.map(({ subject }) => subject)).toEqual(['hello']);
});
