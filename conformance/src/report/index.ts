export { htmlReport } from './html/html-report.ts';
export { junitReport } from './junit.ts';
export { coloured, type Paint, plain } from './paint.ts';
export { progress } from './progress.ts';
export { makeResult, type Result, type ResultCheck } from './result.ts';
export { RunCollector, type RunLog } from './run-log.ts';
export { textExchange } from './text-exchange.ts';
export { textFinding } from './text-finding.ts';
export { textReport } from './text-report.ts';
