export { judgeVector } from './judge-vector.ts';
export { type Reading, refused, type ToRead, type VectorReader } from './reading.ts';
export type { Given, Vector, VectorFile } from './vector.ts';
export { vectorReaders } from './vector-readers.ts';
