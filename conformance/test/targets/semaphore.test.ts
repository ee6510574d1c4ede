import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Semaphore } from '../../src/targets/semaphore.ts';

/** The tasks that entered so far, in order. Each stays until it is released. */
function tasks(places: Semaphore) {
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

describe('slots of a semaphore', () => {
  test('limit the number of concurrent tasks, and are given in order of arrival', async () => {
    const { inside, come, go } = tasks(new Semaphore(2));
    for (const name of ['a', 'b', 'c', 'd']) come(name);
    await setImmediate();
    expect(inside).toEqual(['a', 'b']);
    await go('b');
    expect(inside).toEqual(['a', 'c']);
    await go('a');
    await go('c');
    expect(inside).toEqual(['d']);
  });

  test('are released by a task that awaits something, and then waited for again', async () => {
    const slots = new Semaphore(1);
    const { inside, come, go } = tasks(slots);
    come('a');
    await setImmediate();
    const start = Promise.withResolvers<string>();
    let isBack = false;
    const back = slots.withoutSlot(start.promise).then((server) => {
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

  test('are also taken again if the awaited promise rejects', async () => {
    const slots = new Semaphore(1);
    await slots.take();
    const start = Promise.withResolvers<never>();
    const failed = expect(slots.withoutSlot(start.promise)).rejects.toThrow('no such image');
    await setImmediate();
    start.reject(new Error('no such image'));
    await failed;
    const { inside, come } = tasks(slots);
    come('b');
    await setImmediate();
    expect(inside).toEqual([]);
  });

  test('are not released for a promise that is already settled', async () => {
    const slots = new Semaphore(1);
    const { inside, come } = tasks(slots);
    come('a');
    come('b');
    expect(await slots.withoutSlot(Promise.resolve('server'))).toBe('server');
    await setImmediate();
    expect(inside).toEqual(['a']);
  });

  test('may be exceeded by urgent work, and then no other task enters until the excess is gone', async () => {
    const slots = new Semaphore(1);
    const { inside, come, go } = tasks(slots);
    come('a');
    await setImmediate();
    const bell = Promise.withResolvers<void>();
    const asleep = slots.withoutSlot(bell.promise, true);
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

  test('of an inner semaphore leave slots of the outer one to other tasks', async () => {
    const all = new Semaphore(2);
    const few = tasks(new Semaphore(1, all));
    const others = tasks(all);
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
