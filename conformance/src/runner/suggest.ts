import { distance } from 'fastest-levenshtein';

/** The most checks of one requirement that a hint names. */
const MAX_NAMED = 6;

/**
 * Makes a hint for an unknown name: the checks of its requirement, as after a check was renamed or
 * deleted, or else the most similar names.
 *
 * @param name - The unknown name.
 * @param names - All known names.
 * @param otherwise - The hint if no name is close.
 * @returns A sentence for the user.
 */
export function suggest(name: string, names: readonly string[], otherwise = ''): string {
  const requirement = name.replace(/#.*/, '');
  const own = names.filter((other) => other.startsWith(`${requirement}#`) || other === requirement);
  if (own.length > 0) {
    const more = own.length > MAX_NAMED ? ` and ${own.length - MAX_NAMED} more` : '';
    return `the checks of ${requirement} are ${own.slice(0, MAX_NAMED).join(', ')}${more}`;
  }
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
