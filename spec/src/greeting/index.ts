export {
  type Attempt,
  makeMove,
  type Cancellation,
  applyMove,
  isRepeated,
  type Move,
  type Objection,
  objections,
  objectionApplies,
  type Side,
  STEP_COUNT,
  type MoveResult,
} from './greeting.ts';
export { type PlainStep, readStep, writeStep } from './step-words.ts';
