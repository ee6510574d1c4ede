export { checkVector, vectorReaders } from './check-vector.ts';
export {
  type Given,
  type ReadResult,
  refused,
  type Vector,
  type VectorFile,
  type VectorInput,
  type VectorReader,
} from './vector.ts';
