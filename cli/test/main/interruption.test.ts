import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { interruptible } from '../../src/main/interruption.ts';

const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
const before = { SIGINT: process.listeners('SIGINT'), SIGTERM: process.listeners('SIGTERM') };
beforeEach(() => exit.mockClear());
afterEach(() => {
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    for (const listener of process.listeners(name))
      if (!before[name].includes(listener)) process.off(name, listener);
});

/** Interruptible work that ends when the test ends it, on a clock that only the test moves. */
function atWork() {
  const world = { now: 0, finish: (_words: string): void => undefined };
  const ended = interruptible(
    (signal) =>
      new Promise<string>((done) => {
        world.finish = (words) => done(`${words}, ${signal.aborted ? 'interrupted' : 'in peace'}`);
      }),
    () => world.now,
  );
  return { world, ended };
}

it.each([
  ['Ctrl-C, then the SIGTERM of parent-watch.mjs', 'SIGINT', 'SIGTERM', 200],
  ['Ctrl-C, forwarded a second time by npm or the launcher', 'SIGINT', 'SIGINT', 5],
  ['a second SIGTERM', 'SIGTERM', 'SIGTERM', 5000],
] as const)('%s: the work ends cleanly', async (_, first, second, after) => {
  const { world, ended } = atWork();
  process.emit(first, first);
  world.now += after;
  process.emit(second, second);
  world.finish('the other side was told');
  expect(await ended).toBe('the other side was told, interrupted');
  // A further signal arrives between the end of the work and the end of the program.
  expect(process.emit(second, second)).toBe(true);
  expect(exit).not.toHaveBeenCalled();
});

it.each(['SIGINT', 'SIGTERM'] as const)('%s, then a later Ctrl-C: the program ends at once', (first) => {
  const { world } = atWork();
  process.emit(first, first);
  world.now += 1001;
  process.emit('SIGINT', 'SIGINT');
  expect(exit).toHaveBeenCalledExactlyOnceWith(130);
});

it('leaves no listener behind if nothing interrupted the work', async () => {
  const { world, ended } = atWork();
  world.finish('done');
  expect(await ended).toBe('done, in peace');
  expect([process.listeners('SIGINT'), process.listeners('SIGTERM')]).toEqual([
    before.SIGINT,
    before.SIGTERM,
  ]);
});
