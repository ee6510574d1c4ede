export { commandFacts, families, type Replies, type Requests } from '../generated/commands.ts';
export type * from '../generated/types.ts';
export {
  API_VERSION,
  type CommandName,
  type Family,
  isCommandOf,
  type ReplyOf,
  type RequestOf,
} from './family.ts';
export { type DecodedReply, decodeReply, encodeReply, type UnknownStatus } from './reply.ts';
export { type DecodedRequest, decodeRequest, encodeRequest, type RequestRefusal } from './request.ts';
