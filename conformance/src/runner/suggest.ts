import { distance } from 'fastest-levenshtein';
import { type RenamedChecks, renamedChecks, replacementOf } from './renamed-checks.ts';

/**
 * Makes a hint for an unknown name: the successors of a renamed or deleted check, or the most similar
 * names.
 *
 * @param name - The unknown name.
 * @param names - All known names.
 * @param otherwise - The hint if no name is close.
 * @param renamed - The new ids of renamed checks, by the old id.
 * @returns A sentence for the user.
 */
export function suggest(
  name: string,
  names: readonly string[],
  otherwise = '',
  renamed: RenamedChecks = renamedChecks,
): string {
  const successors = renamed.get(name);
  if (successors !== undefined) return `\`${name}\` is now called ${successors.join(', ')}`;
  const replacement = replacementOf(name);
  if (replacement !== undefined) return replacement;
  const near = nearest(name, names);
  return near.length === 0 ? otherwise : `did you mean ${near.join(', ')}?`;
}

/**
 * Makes a hint for a pattern that selects nothing. A name without its last segment, such as a
 * command, is answered with the pattern of all names below it.
 */
export function suggestPattern(pattern: string, names: readonly string[], otherwise: string): string {
  const isFolder = names.some((name) => name.startsWith(`${pattern}/`));
  return isFolder ? `did you mean '${pattern}/*'?` : suggest(pattern, names, otherwise);
}

/** Maximum number of edits, for short names and for long ones. */
const MIN_EDITS = 2;
const MAX_EDITS = 6;

/**
 * Returns the names that are close to `name`, at most three, the nearest first. Close is a name, or
 * its last segment, that a few edits make equal, or that contains `name`.
 */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const lowerCase = name.toLowerCase();
  const limit = Math.min(MAX_EDITS, Math.max(MIN_EDITS, Math.floor(lowerCase.length / 4)));
  const distanceTo = (other: string): number => {
    const text = other.toLowerCase();
    const last = text.slice(text.lastIndexOf('/') + 1);
    const edits = Math.min(distance(lowerCase, text), distance(lowerCase, last) + 1);
    return edits > limit && lowerCase.length >= 4 && text.includes(lowerCase) ? limit : edits;
  };
  return [...new Set(names)]
    .map((other) => ({ other, edits: distanceTo(other) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ other }) => other);
}
