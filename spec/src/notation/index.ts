export { fromNotation } from './from-notation.ts';
export { type Notation, NotationError } from './notation.ts';
export { toNotation } from './to-notation.ts';
