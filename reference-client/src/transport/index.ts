export { call, type Connection, type Outcome } from './call.ts';
export { type DeviceCredentials, deviceToken } from './device-token.ts';
export {
  DEFAULT_TIMEOUT_MS,
  type Exchanged,
  exchange,
  type Outgoing,
  type TransportOptions,
} from './exchange.ts';
export { type HttpOutcome, httpOutcome, type OutcomeName } from './http-outcome.ts';
export { mayHaveActed } from './may-have-acted.ts';
export { type OfflineCause, offlineCause } from './offline-cause.ts';
export { userAgent } from './product.ts';
export { NoCertificate, trustAuthorities } from './trust.ts';
