/**
 * What a load does to a server: `call`: `organization_info` by 100 devices of 100 organizations; `bootstrap`;
 * `users`: `user_create` by 100 administrators; `fanout`: listeners of one organization hear of new users;
 * `refused`: calls with a wrong signature.
 */
export const kinds = ['call', 'bootstrap', 'users', 'fanout', 'refused'] as const;

/** One of them. */
export type Kind = (typeof kinds)[number];

/** What to do, for about how long, with `most` requests at the most; or exactly so many. */
export type Order = { readonly kind: Kind } & (
  | { readonly seconds: number; readonly most: number }
  | { readonly exactly: number }
);

/** What one run showed. Milliseconds; for `fanout`, events as they reach a listener, and from a command's answer to the last listener. */
export interface Ran {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** For `fanout`, the middle time from a command's sending to the last listener's event. */
  readonly whole?: number;
}

/** A run that was made ready, and begins when it is told to. */
export type Run = () => Promise<Ran>;
