export { scalar, wire } from './checks.ts';
export { type ScalarWord, scalarWords, type WireWord, wireWords } from './words.ts';
