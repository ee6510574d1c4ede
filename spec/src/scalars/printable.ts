/**
 * Makes a text of a server, a peer or a file safe to show: replaces control characters and those that
 * change the direction of a text, which could rewrite what stands beside it.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\u{fffd}');
