import { distance } from 'fastest-levenshtein';
import { renamedChecks } from './renamed-checks.ts';

/**
 * A hint for an unknown name: the successors of a renamed check, or the three most similar names.
 */
export function suggest(name: string, names: readonly string[]): string {
  const successors = renamedChecks.get(name);
  return successors === undefined
    ? `did you mean ${nearest(name, names).join(', ')}?`
    : `\`${name}\` is called ${successors.join(', ')} now`;
}

/** The three names most similar to `name`. */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const last = (text: string) => text.slice(text.lastIndexOf('/') + 1);
  const far = (other: string) =>
    Math.min(
      distance(name.toLowerCase(), other.toLowerCase()),
      distance(name.toLowerCase(), last(other).toLowerCase()) + 1,
    );
  return [...new Set(names)].sort((a, b) => far(a) - far(b)).slice(0, 3);
}
