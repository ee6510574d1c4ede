import type { Scalar, TextProblem } from './scalar.ts';

/**
 * Characters that show nothing or act on others: controls, line separators, and those that Unicode
 * lets a reader ignore, with the marks of direction among them. Joiners and variation selectors
 * count unless they follow what they shape: letters without case, as in Persian or Hindi names,
 * marks, and emoji.
 */
const unseen =
  /[\p{Cc}\p{Zl}\p{Zp}\ufff9-\ufffb[\p{Default_Ignorable_Code_Point}--[\p{Join_Control}\p{Variation_Selector}\u180e]]]|(?<![\p{Lo}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\d#*])[\p{Join_Control}\p{Variation_Selector}\u180e]/gv;

/**
 * Makes a text of a server, a peer or a file safe to show: replaces characters that could rewrite
 * what stands beside it, or that nobody sees.
 */
export const printable = (text: string): string => text.replace(unseen, '\u{fffd}');

/**
 * Makes a reader of names that a person types, which refuses characters that nobody sees: two names
 * could look alike. Servers accept them (TYPES-03, TYPES-04).
 */
export const visible =
  (read: (text: string) => Scalar<string, TextProblem>) =>
  (text: string): Scalar<string, TextProblem> =>
    printable(text) === text
      ? read(text)
      : { ok: false, reason: 'character', expected: 'text whose characters can all be seen' };
