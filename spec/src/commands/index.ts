export { API_VERSION } from './api-version.ts';
export { commandFacts, families, type Replies, type Requests } from '../generated/commands.ts';
export type * from '../generated/types.ts';
export { type DecodedRequest, decodeRequest, type RequestRefusal } from './decode-request.ts';
export { encodeRequest } from './encode-request.ts';
export { type CommandName, type Family, isCommandOf, type ReplyOf, type RequestOf } from './family.ts';
export { type DecodedReply, decodeReply, encodeReply, type UnknownStatus } from './reply.ts';
