export { type ClientFiles, openClientFiles } from './client-files.ts';
export { judgeTraffic, type Observation } from './judge-traffic.ts';
export type { JudgedRule, Violation } from './judgement.ts';
export { RecordingError, readRecording, type TimedExchange } from './recording.ts';
export { type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';
export { createRecording, TrafficLog } from './traffic-log.ts';
