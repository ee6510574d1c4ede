export { type Exchange, type ExchangeReply, inProcess } from './in-process.ts';
