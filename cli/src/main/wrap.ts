export { wrap } from '@parsec-spec/conformance/wire';

/** The width of prose at the terminal. A longer line is hard to read. */
export const proseWidth = (): number => Math.max(60, Math.min(process.stdout.columns ?? 80, 100));
