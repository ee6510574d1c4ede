export {
  type CallFailure,
  type Connection,
  call,
  type DeviceConnection,
  type DeviceCredentials,
  deviceToken,
  type Outcome,
} from './call.ts';
export {
  DEFAULT_TIMEOUT_MS,
  type EndedCall,
  type Exchanged,
  exchange,
  type Outgoing,
  type TransportOptions,
  userAgent,
} from './exchange.ts';
export { type HttpOutcome, httpOutcome, mayHaveActed, type OutcomeName } from './http-outcome.ts';
export { type OfflineCause, offlineCause } from './offline-cause.ts';
