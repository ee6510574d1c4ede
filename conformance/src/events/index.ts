export { type BodyView, type ExchangeView, viewExchange, type ViewOptions } from './exchange-view.ts';
export {
  type CheckFinished,
  type Counts,
  type Outcome,
  outcomes,
  type RequirementView,
  type RowCount,
  type RunEvent,
  type RunFinished,
  type RunStarted,
  type Selection,
  type TargetIdentity,
} from './run-event.ts';
