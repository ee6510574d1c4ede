export { type Log, silentLog } from './log.ts';
export { type LogOptions, makeLog } from './make-log.ts';
export { sparing } from './sparing.ts';
