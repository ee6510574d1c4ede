/**
 * A text of a stranger as a terminal may show it: what could move the cursor, rewrite the screen or turn the direction of a
 * line stands as `\\u` and its digits; line ends and tabs stay.
 */
export const printable = (text: string): string => text.replace(unprintable, spelt);

const unprintable = /\r(?!\n)|(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const spelt = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
