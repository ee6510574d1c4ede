import type { Exchange } from '../exchange/index.ts';

/** The result of a check before levels and the baseline are applied. */
export type Finding =
  | { readonly kind: 'held'; readonly late: readonly string[] }
  | {
      readonly kind: 'broken';
      readonly message: string;
      readonly expected: string;
      readonly observed: string;
      /** The single observations, if there are several. */
      readonly observations?: readonly string[];
      readonly exchange?: Exchange | undefined;
      /** The check exceeded its time limit. */
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
