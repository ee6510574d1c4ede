export { type OpenedPayload, openPayload, type PayloadFault } from './open-payload.ts';
export { type Payload, type PayloadOf, type PayloadType, payloadShapes } from './payload.ts';
export { sealPayload } from './seal-payload.ts';
