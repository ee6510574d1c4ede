/** How much is measured: rounds, and about how many seconds each server has in a round of a load. */
export interface Form {
  readonly name: 'quick' | 'full';
  readonly rounds: number;
  readonly seconds: number;
  /** About how many seconds each server is warmed up under each load. */
  readonly warm: number;
  /** Milliseconds for the limit, in each round. */
  readonly limit: number;
  /** Requests of the runs that watch memory; 0 = none. */
  readonly bootstraps: number;
  readonly refused: number;
}

/** About a minute, and under ten. */
export const forms: Readonly<Record<Form['name'], Form>> = {
  quick: { name: 'quick', rounds: 2, seconds: 0.5, warm: 0.5, limit: 300, bootstraps: 0, refused: 0 },
  full: { name: 'full', rounds: 5, seconds: 2, warm: 3, limit: 1000, bootstraps: 10_000, refused: 100_000 },
};
