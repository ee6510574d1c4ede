export {
  applyMove,
  type Attempt,
  type Cancellation,
  isRepeated,
  makeMove,
  type Move,
  type MoveResult,
  type Objection,
  objectionApplies,
  objections,
  type Side,
  STEP_COUNT,
} from './greeting.ts';
export { type PlainStep, readStep, writeStep } from './step-words.ts';
