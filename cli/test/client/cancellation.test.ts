import { afterEach, expect, it, vi } from 'vitest';
import { Cancellation } from '../../src/client/cancellation.ts';
import { contextOf } from '../../src/client/context.ts';

const nothing = 'Cancelled. Nothing was changed.';
const sent = 'Cancelled. The server may have received the request.';

afterEach(() => {
  vi.restoreAllMocks();
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
});

it('says at each moment what a cancelled command has changed', async () => {
  const cancellation = new Cancellation();
  const now = () => `${cancellation.error.message} ${cancellation.error.hint}`.trim();
  expect(now()).toBe(nothing);
  await cancellation.sending('look', async () => expect(now()).toBe(`${sent} look`));
  expect(now()).toBe(nothing);
  cancellation.settle({ message: 'Cancelled. Acme is created.', hint: '' });
  const failing = cancellation.during({ message: 'Asking.', hint: '' }, async () => {
    expect(now()).toBe('Asking.');
    throw new Error('refused');
  });
  await expect(failing).rejects.toThrow('refused');
  expect(now()).toBe('Cancelled. Acme is created.');
});

it('nothing is changed while a password is derived, which precedes a request', async () => {
  const { cancellation, environment } = contextOf({ output: 'text' });
  const seen: string[] = [];
  await cancellation.sending('look', async () => {
    const parameters = { memlimitKib: 8, opslimit: 1, parallelism: 1, salt: new Uint8Array(16) };
    const deriving = environment.crypto.argon2id(new Uint8Array(1), parameters);
    seen.push(cancellation.error.message);
    await deriving;
    seen.push(cancellation.error.message);
  });
  expect(seen).toEqual([nothing, sent]);
});

it('a signal between two questions ends the process with a message, unless the command listens itself', () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const own = vi.fn();
  new Cancellation().listen(false);
  process.on('SIGINT', own).emit('SIGINT', 'SIGINT');
  expect([own.mock.calls.length, exit.mock.calls, written.mock.calls]).toEqual([1, [], []]);
  process.off('SIGINT', own).emit('SIGINT', 'SIGINT');
  expect(exit.mock.calls).toEqual([[130]]);
  expect(written.mock.calls).toEqual([[`parsec-spec: ${nothing}\n`]]);
});
