export { type Endpoint, openEndpoint, type TlsOptions } from './endpoint.ts';
export { asBuffer, Exchange, type HeaderList, type ReceivedResponse, type SentRequest } from './exchange.ts';
export { changeHeaders, type HeaderChanges } from './headers.ts';
export { type LiveAnswer, type LiveOptions, openLive } from './live-answer.ts';
export { type RawOptions, type RawParts, sendRaw } from './raw-socket.ts';
export { REPLY_LIMIT } from './oversized-reply.ts';
export { openSocket } from './open-socket.ts';
export { send, type SendOptions, type Until } from './send.ts';
