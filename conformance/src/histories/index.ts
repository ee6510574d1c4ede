export { type Drive, drive } from './clients/drive.ts';
export { type Theme, themes } from './clients/theme.ts';
export { type Explanation, explain } from './explain.ts';
export { linearizable, type Shown } from './linearizable.ts';
export { linearize, type Order, type Verdict } from './linearize.ts';
export type { History, Operation } from './operation.ts';
export { Recorder } from './recorder.ts';
export type { SequentialModel } from './sequential-model.ts';
export { type Core, shrink } from './shrink.ts';
