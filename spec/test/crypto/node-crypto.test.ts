import { expect, test } from 'vitest';
import { BoundedCache } from '../../src/crypto/node-crypto.ts';

test('keeps the most recently used values, and makes each only once while it is kept', () => {
  const cache = new BoundedCache<string>(2);
  const made: string[] = [];
  const get = (key: string) =>
    cache.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  // 'b' was the least recently used when 'c' was added.
  expect(made).toEqual(['a', 'b', 'c', 'b']);
  for (let index = 0; index < 1000; index++) get(String(index));
  expect(cache.size).toBe(2);
});
