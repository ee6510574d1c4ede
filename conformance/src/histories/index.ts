export type { Theme } from './clients/workload.ts';
export { type HistorySummary, type LinearizableOptions, linearizable } from './linearizable.ts';
