export type { TypesByName } from '../generated/types.ts';
export { explain, type SchemaName, validate } from './validate.ts';
