export { badgeJson, badgeSvg } from './badge.ts';
export { htmlReport } from './html/page.ts';
export { junitReport } from './junit.ts';
export { markdownReport } from './markdown.ts';
export { progress } from './progress.ts';
export { makeResult, type Result, type ResultCheck } from './result.ts';
export { RunCollector, type RunLog } from './run-log.ts';
export { coloured, type Paint, plain, textExchange, textReport } from './text.ts';
export { type UnstartedRun, unstartedRunLog } from './unstarted-run.ts';
