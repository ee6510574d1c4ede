export {
  type Attempt,
  advance,
  type Cancellation,
  ended,
  greet,
  isRepeated,
  type Move,
  nothingSaid,
  type Objection,
  objections,
  objects,
  type Side,
  steps,
  type Turn,
} from './greeting.ts';
export { type PlainStep, readStep, writeStep } from './step-words.ts';
