import type { Comment, CommentDisplayPart } from 'typedoc';

export const markdownOf = (parts: readonly CommentDisplayPart[]): string =>
  parts.map((part) => (part.kind === 'inline-tag' ? `\`${part.text}\`` : part.text)).join('');

/** The first paragraph of a comment, on one line. */
export const summaryOf = (comment: Comment | undefined): string =>
  markdownOf(comment?.summary ?? [])
    .split('\n\n', 1)[0]
    ?.replace(/\s+/g, ' ')
    .trim() ?? '';
