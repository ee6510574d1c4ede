export type { CancelReason } from '@parsec-spec/spec/client-rules';
export type { CallFailure } from '../call/call.ts';
export {
  type Agreed,
  authenticatePeer,
  type GreetingContext,
  type GreetingPerson,
} from './authenticate-peer.ts';
export { cancelOnFailure } from './cancel-on-failure.ts';
export { claimerSide } from './claimer-side.ts';
export { emptyStep, exchangeStep, type Joined } from './exchange-step.ts';
export { greeterSide } from './greeter-side.ts';
export type {
  AttemptEnd,
  GreetingEnd,
  GreetingSide,
  StepResult,
} from './greeting-side.ts';
export { type Pace, paceOf, pollPause, type Silence } from './pace.ts';
export { countRestarts, type Restarts } from './restarts.ts';
