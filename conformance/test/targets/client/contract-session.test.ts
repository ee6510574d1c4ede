import { expect, test } from 'vitest';
import { ACTS } from '../../../src/targets/client/client-driver.ts';
import { ContractSession } from '../../../src/targets/client/contract-session.ts';

const introduction = { client: 'my-client/1', opensForeignFiles: false, cheapPasswords: false };
const uncounted = { began: () => () => undefined, failed: () => undefined, ended: () => undefined };
const access = { device: 'laptop', password: 'p' };

/** A client that answers each act with these lines. */
function clientThatAnswers(answer: (id: number) => readonly object[]): ContractSession {
  const lines: string[] = [];
  const connect = () => ({
    send: (text: string) => {
      const { id, do: act } = JSON.parse(text) as { id: number; do: string };
      const answers = act === 'hello' ? [{ ...introduction, acts: ACTS }] : answer(id);
      lines.push(...answers.map((line) => JSON.stringify({ id, ...line })));
    },
    next: () => Promise.resolve(lines.shift()),
    endReason: () => 'an end',
    log: () => Buffer.alloc(0),
    close: () => Promise.resolve(true),
    kill: () => undefined,
  });
  return new ContractSession(connect, { ...introduction, acts: ACTS }, uncounted);
}

test('at most 1 MiB of what a client shows is kept', async () => {
  const event = 'long '.repeat(10_000);
  const client = clientThatAnswers(() => [
    ...Array.from({ length: 50 }, () => ({ event })),
    { end: 'ok', said: 'listed' },
  ]);
  await client.list(access);
  expect(client.log().toString()).toContain(event);
  expect(client.log().length).toBeLessThanOrEqual(1 << 20);
});
