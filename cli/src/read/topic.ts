/** What a person can read about in one piece. */
export interface Topic {
  /** How it is asked for: its wire name, chapter or schema. */
  readonly name: string;
  readonly kind: 'overview' | 'chapter' | 'command' | 'operation' | 'certificate' | 'type';
  /** First sentence. */
  readonly summary: string;
  readonly markdown: string;
}

export const kinds = ['overview', 'chapter', 'type', 'certificate', 'operation', 'command'] as const;
