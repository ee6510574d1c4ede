export { checkTraffic, type Observation } from './check-traffic.ts';
export { type ClientFiles, openClientFiles } from './client-files.ts';
export type { JudgedRule, Violation } from './judgement.ts';
export { RecordingError, readRecording, type TimedExchange } from './recording.ts';
export { type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';
export { createRecording, TrafficLog } from './traffic-log.ts';
