import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { MAX_RELAY_BYTES, startRelay } from '../../src/targets/mail-relay.ts';

const ENVELOPE = 'EHLO test\r\nMAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n';

/** A relay, and a function that sends it a mail and returns what it answers. */
async function relayAndSender() {
  const relay = await startRelay('willing', '127.0.0.1');
  onTestFinished(() => relay.close());
  const send = async (mail: string): Promise<string> => {
    const socket = net.connect(relay.port, '127.0.0.1');
    // The relay hangs up on a client that does not wait for its greeting.
    await once(socket, 'data');
    socket.write(`${ENVELOPE}${mail}\r\n.\r\nQUIT\r\n`);
    return await text(socket);
  };
  return { relay, send };
}

const line = `${'x'.repeat(98)}\r\n`;

test.each([
  ['a mail', `Subject: x\r\n\r\n${line.repeat(1311)}`],
  ['a head', `To: ${'a,'.repeat(10_000)}\r\n\r\nx`],
  ['a head without an end', line.repeat(200)],
])('%s that is too long is refused, and later mails are accepted', async (_, mail) => {
  const { relay, send } = await relayAndSender();
  expect(await send(mail)).toMatch(/^552 /m);
  expect(relay.mails).toEqual([]);
  expect(await send(`Subject: hello\r\n\r\n${line}`)).not.toMatch(/^[45]\d\d /m);
  expect(relay.mails.map(({ subject }) => subject)).toEqual(['hello']);
});

test('a relay keeps at most 32 MiB of mails', async () => {
  const { relay, send } = await relayAndSender();
  const mail = `Subject: x\r\n\r\n${line.repeat(1300)}`;
  const count = Math.floor(MAX_RELAY_BYTES / (mail.length + 2));
  // All of them on one connection.
  const mails: readonly string[] = Array(count + 1).fill(mail);
  const answers = await send(mails.join(`\r\n.\r\n${ENVELOPE}`));
  expect(answers.match(/^452 .*/gm)).toEqual([`452 the relay keeps at most ${MAX_RELAY_BYTES} bytes`]);
  expect(relay.mails).toHaveLength(count);
});

test('a relay says whether a server has hung up before its mail was taken or refused', async () => {
  const { relay, send } = await relayAndSender();
  const since = performance.now();
  await send('Subject: hello\r\n\r\nx');
  await send(`Subject: hello\r\n\r\n${line.repeat(1400)}`);
  expect(relay.mayBeGivenUp(since)).toBe(false);
  const socket = net.connect(relay.port, '127.0.0.1');
  await once(socket, 'data');
  expect(relay.mayBeGivenUp(since), 'no server gives up that soon').toBe(false);
  socket.destroy();
  await expect.poll(() => relay.mayBeGivenUp(since)).toBe(true);
  await expect.poll(() => relay.mayBeGivenUp(performance.now())).toBe(false);
});
