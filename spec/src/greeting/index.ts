export {
  type Attempt,
  applyMove,
  type Cancellation,
  isRepeated,
  type Move,
  type MoveResult,
  makeMove,
  type Objection,
  objectionApplies,
  objections,
  type Side,
  STEP_COUNT,
} from './greeting.ts';
export { type PlainStep, readStep, writeStep } from './step-words.ts';
