// One obligation as read from its line. sentence: what follows the level, with its full stop.
// row: the catalogue row it serves; section: the row's prefix; line: 1-based, in the file it was read from.
// reason: why no black box can test it, present exactly when testable is false.
export interface ParsedRequirement {
  readonly id: string;
  readonly row: string;
  readonly section: string;
  readonly level: 'MUST' | 'SHOULD' | 'MAY';
  readonly underTest: 'server' | 'client' | 'both';
  readonly sentence: string;
  readonly testable: boolean;
  readonly reason?: string;
  readonly supersededBy?: string;
  readonly line: number;
}
