export { checkVector } from './judge-vector.ts';
export { type ReadResult, refused, type VectorInput, type VectorReader } from './reading.ts';
export type { Given, Vector, VectorFile } from './vector.ts';
export { vectorReaders } from './vector-readers.ts';
