export { type Log, type LogLevel, lineLog, logLevels } from './log.ts';
