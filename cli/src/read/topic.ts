/** A topic of the specification. */
export interface Topic {
  /** Its wire name, chapter or schema. */
  readonly name: string;
  readonly kind: 'overview' | 'chapter' | 'command' | 'operation' | 'certificate' | 'type';
  /** First sentence. */
  readonly summary: string;
  readonly markdown: string;
}

export const kinds = ['overview', 'chapter', 'type', 'certificate', 'operation', 'command'] as const;
