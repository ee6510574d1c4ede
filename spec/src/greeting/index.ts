export {
  type Attempt,
  advance,
  type Cancellation,
  greet,
  isRepeated,
  type Move,
  type Objection,
  objections,
  objects,
  type Side,
  steps,
  type Turn,
} from './greeting.ts';
export { type PlainStep, readStep, writeStep } from './step-words.ts';
