import { distance } from 'fastest-levenshtein';
import { renamedChecks } from './renamed-checks.ts';

/**
 * Makes a hint for an unknown name: the new ids of a renamed check, or the three most similar
 * names.
 *
 * @param name - The unknown name.
 * @param names - All known names.
 * @returns A sentence for the user.
 */
export function suggest(name: string, names: readonly string[]): string {
  const successors = renamedChecks.get(name);
  return successors === undefined
    ? `did you mean ${nearest(name, names).join(', ')}?`
    : `\`${name}\` is now called ${successors.join(', ')}`;
}

/** Returns the three of `names` that are most similar to `name`, the nearest first. */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const last = (text: string) => text.slice(text.lastIndexOf('/') + 1);
  const distanceTo = (other: string) =>
    Math.min(
      distance(name.toLowerCase(), other.toLowerCase()),
      distance(name.toLowerCase(), last(other).toLowerCase()) + 1,
    );
  return [...new Set(names)].sort((a, b) => distanceTo(a) - distanceTo(b)).slice(0, 3);
}
