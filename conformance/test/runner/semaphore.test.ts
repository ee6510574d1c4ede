import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Semaphore } from '../../src/runner/semaphore.ts';

/** The tasks that entered so far, in order. Each stays until it is released. */
function guests(places: Semaphore) {
  const inside: string[] = [];
  return {
    inside,
    come: (name: string) => void places.take().then(() => inside.push(name)),
    go: async (name: string) => {
      inside.splice(inside.indexOf(name), 1);
      places.release();
      await setImmediate();
    },
  };
}

describe('places', () => {
  test('admit so many tasks at a time, in order of arrival', async () => {
    const { inside, come, go } = guests(new Semaphore(2));
    for (const name of ['a', 'b', 'c', 'd']) come(name);
    await setImmediate();
    expect(inside).toEqual(['a', 'b']);
    await go('b');
    expect(inside).toEqual(['a', 'c']);
    await go('a');
    await go('c');
    expect(inside).toEqual(['d']);
  });

  test('are released by a waiting task, which then queues for one again', async () => {
    const places = new Semaphore(1);
    const { inside, come, go } = guests(places);
    come('a');
    await setImmediate();
    const start = Promise.withResolvers<string>();
    let isBack = false;
    const back = places.withoutSlot(start.promise).then((server) => {
      isBack = true;
      return server;
    });
    come('b');
    await setImmediate();
    await setImmediate();
    expect(inside).toEqual(['a', 'b']);
    start.resolve('server');
    await setImmediate();
    expect(isBack).toBe(false);
    await go('b');
    expect(isBack).toBe(true);
    expect(await back).toBe('server');
  });

  test('are taken again by a task after an awaited failure', async () => {
    const places = new Semaphore(1);
    await places.take();
    const start = Promise.withResolvers<never>();
    const failed = expect(places.withoutSlot(start.promise)).rejects.toThrow('no such image');
    await setImmediate();
    start.reject(new Error('no such image'));
    await failed;
    const { inside, come } = guests(places);
    come('b');
    await setImmediate();
    expect(inside).toEqual([]);
  });

  test('are not released for a value that is already there', async () => {
    const places = new Semaphore(1);
    const { inside, come } = guests(places);
    come('a');
    come('b');
    expect(await places.withoutSlot(Promise.resolve('server'))).toBe('server');
    await setImmediate();
    expect(inside).toEqual(['a']);
  });

  test('do not hold up urgent work; nothing else enters until the excess has left', async () => {
    const places = new Semaphore(1);
    const { inside, come, go } = guests(places);
    come('a');
    await setImmediate();
    const bell = Promise.withResolvers<void>();
    const asleep = places.withoutSlot(bell.promise, true);
    await setImmediate();
    come('b');
    come('c');
    await setImmediate();
    expect(inside).toEqual(['a', 'b']);
    bell.resolve();
    await asleep;
    await go('b');
    expect(inside).toEqual(['a']);
    await go('a');
    expect(inside).toEqual(['c']);
  });

  test('nested in others leave room there for other tasks', async () => {
    const all = new Semaphore(2);
    const few = guests(new Semaphore(1, all));
    const others = guests(all);
    few.come('mail 1');
    few.come('mail 2');
    await setImmediate();
    others.come('a');
    others.come('b');
    await setImmediate();
    expect([few.inside, others.inside]).toEqual([['mail 1'], ['a']]);
    await few.go('mail 1');
    expect([few.inside, others.inside]).toEqual([[], ['a', 'b']]);
    await others.go('a');
    expect([few.inside, others.inside]).toEqual([['mail 2'], ['b']]);
  });
});
