import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import { afterEach, expect, it, vi } from 'vitest';
import { Keyboard } from '../../src/client/keyboard.ts';

/** A terminal that records its state. */
function terminal() {
  const states: string[] = [];
  const keys = new PassThrough();
  const stdin = Object.assign(keys, {
    setRawMode: (raw: boolean) => {
      states.push(raw ? 'raw' : 'echo');
      return stdin;
    },
    ref: () => stdin,
    unref: () => stdin,
  });
  return { keyboard: new Keyboard(stdin as unknown as ReadStream), stdin, states };
}

/** The keys that a question reads up to a line end. */
async function line(keys: PassThrough): Promise<string> {
  let text = '';
  for await (const part of keys) {
    text += part;
    if (text.endsWith('\r')) break;
  }
  return text;
}

const onSigint = vi.fn();
afterEach(() => {
  process.off('SIGINT', onSigint);
  onSigint.mockClear();
});

it('stays in raw mode from the first question on, and drops what is typed between two', async () => {
  const { keyboard, stdin, states } = terminal();
  stdin.write('typed before\r');
  const first = keyboard.during(line);
  await turn();
  await turn();
  await turn();
  stdin.write('first\r');
  expect(await first).toBe('first\r');
  stdin.write('between\r');
  await turn();
  const second = keyboard.during(line);
  stdin.write('second\r');
  expect(await second).toBe('second\r');
  expect(states).toEqual(['raw']);
});

it('treats Ctrl-C as a signal between questions and as a key within one', async () => {
  process.on('SIGINT', onSigint);
  const { keyboard, stdin } = terminal();
  const first = keyboard.during(line);
  await turn();
  await turn();
  await turn();
  stdin.write('\u0003\r');
  expect(await first).toBe('\u0003\r');
  expect(onSigint).not.toHaveBeenCalled();
  stdin.write('typed ahead\u0003');
  await turn();
  expect(onSigint).toHaveBeenCalledExactlyOnceWith('SIGINT');
});

it('leaves raw mode for a reader of lines, and enters it again for the next question', async () => {
  const { keyboard, stdin, states } = terminal();
  const ask = async (text: string): Promise<string> => {
    const asked = keyboard.during(line);
    await turn();
    await turn();
    await turn();
    stdin.write(text);
    return asked;
  };
  await ask('first\r');
  keyboard.release();
  keyboard.release();
  expect(states).toEqual(['raw', 'echo']);
  expect(await ask('second\r')).toBe('second\r');
  expect(states).toEqual(['raw', 'echo', 'raw']);
});
