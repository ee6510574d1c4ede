/**
 * A kind of load. `call`: `organization_info` by 100 devices of 100 organizations. `bootstrap`.
 * `users`: `user_create` by 100 administrators. `fanout`: listeners of one organization receive
 * events about new users. `refused`: calls with a wrong signature.
 */
export type Kind = 'call' | 'bootstrap' | 'users' | 'fanout' | 'refused';

/** A load for about `seconds`, bounded by `most` requests, or of `exactly` a number of requests. */
export type Order = { readonly kind: Kind } & (
  | { readonly seconds: number; readonly most: number }
  | { readonly exactly: number }
);

/**
 * The figures of one run; p50 and p99 in ms. For `fanout` a request is one event at one listener,
 * and times run from the reply to the last listener's event.
 */
export interface Ran {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** For `fanout`: median time from sending the command to the last listener's event, in ms. */
  readonly whole?: number;
}

/** Starts a prepared run. */
export type Run = () => Promise<Ran>;
