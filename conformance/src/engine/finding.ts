import type { Exchange } from '../exchange/index.ts';

/** What running a check showed, before levels and baselines have their say. */
export type Finding =
  | { readonly kind: 'held'; readonly late: readonly string[] }
  | {
      readonly kind: 'broken';
      readonly message: string;
      readonly expected: string;
      readonly observed: string;
      /** The same one by one, where it is several things. */
      readonly observations?: readonly string[];
      readonly exchange?: Exchange | undefined;
      /** Its time was up. */
      readonly overdue?: boolean;
    }
  | { readonly kind: 'untestable' | 'inapplicable'; readonly reason: string }
  | {
      readonly kind: 'disagrees';
      readonly message: string;
      readonly expected: string;
      readonly observed: string;
      readonly exchange?: Exchange | undefined;
    }
  | { readonly kind: 'fault'; readonly message: string };
