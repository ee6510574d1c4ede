import type { Figures, Measured, Results } from '../../src/results.ts';
import type { ContenderId } from '../../src/servers/server.ts';

const spread = (median: number) => ({ median, low: median * 0.9, high: median * 1.1 });

const figures = (perSecond: number): Figures => ({
  perSecond: spread(perSecond),
  p50: spread(3.21),
  p99: spread(12.3),
  cpu: spread(1e6 / perSecond),
  foreign: 0.01,
});

const measured = (rates: Partial<Record<ContenderId, number>>): Measured =>
  Object.fromEntries(Object.entries(rates).map(([id, rate]) => [id, figures(rate)]));

/** Results as a run might bring them, all goals met. */
export const exampleResults: Results = {
  version: 1,
  date: '2026-01-02T03:04:05.678Z',
  form: 'full',
  rounds: 5,
  durationSeconds: 400,
  machine: { cores: 2, model: 'Test & <Model>', memoryGiB: 8, system: 'Linux 6.1', loadBefore: 0.1 },
  versions: { 'parsec-spec': '0.1.0', node: '24.21.0', 'parsec-cloud': '3.10.0', PostgreSQL: '18' },
  missing: [],
  loads: {
    call: measured({
      'ours-sqlite': 11_000,
      'ours-postgres': 4_000,
      'cloud-memory': 1_500,
      'cloud-postgres': 900,
    }),
    bootstrap: measured({
      'ours-sqlite': 1_600,
      'ours-postgres': 700,
      'cloud-memory': 1_100,
      'cloud-postgres': 400,
    }),
  },
  memory: {
    'ours-sqlite': { before: 90, after: 150, most: 170 },
    'cloud-postgres': { before: 100, after: 140, most: 150 },
  },
};
