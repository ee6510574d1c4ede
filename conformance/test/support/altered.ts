/**
 * Changes one place of a JSON value: the numbers of `path` select it, and it is dropped, extended
 * or retyped.
 */
export function altered(root: unknown, path: readonly number[], change: 'drop' | 'add' | 'retype'): unknown {
  let place = root as Record<string, unknown>;
  for (const [index, step] of path.entries()) {
    const keys = Object.keys(place);
    const key = keys[step % Math.max(1, keys.length)];
    const next = key === undefined ? undefined : place[key];
    if (key === undefined || index === path.length - 1 || next === null || typeof next !== 'object') {
      if (change === 'add') {
        if (!Array.isArray(place)) place['never heard of'] = 1;
      } else if (key !== undefined && change === 'drop') {
        if (!Array.isArray(place)) delete place[key];
      } else if (key !== undefined) place[key] = typeof next === 'object' ? true : { an: 'object' };
      return root;
    }
    place = next as Record<string, unknown>;
  }
  return root;
}
