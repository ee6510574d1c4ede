// Line breaks, other controls and bidirectional marks: a name must not look like more than a name.
const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A name as one line of plain text (INV-USER-11): labels may hold line breaks. */
export const plainLine = (name: string): string => name.replace(unwanted, ' ').trim();
