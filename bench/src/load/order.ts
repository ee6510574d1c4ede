/**
 * A kind of load. `call`: `organization_info` by 100 devices of 100 organizations. `bootstrap`: the
 * bootstrap of one new organization per request.
 */
export type Kind = 'call' | 'bootstrap';

/** A load for about `seconds`. `most`: the largest number of bootstraps, which are prepared before. */
export interface Order {
  readonly kind: Kind;
  readonly seconds: number;
  readonly most: number;
}

/** The figures of one run; p50 and p99 in ms. */
export interface RunFigures {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
}

/** Starts a prepared run. */
export type Run = () => Promise<RunFigures>;
