export { MAX_STORY_BYTES, type ReplayedStory, readStory, replayLines } from '../play/replayed-story.ts';
export { baselineAnswer } from './baseline.ts';
export type { CheckResult } from './check-result.ts';
export type { ExchangeView } from './exchange-view.ts';
export { type CounterexampleView, isFinding, type RunEvent } from './run-events.ts';
export { runSuite } from './run-suite.ts';
export { nameMatcher, SelectionError } from './select.ts';
export { nearest, suggest, suggestPattern } from './suggest.ts';
export type { RecordedFinding, StoppedRequest } from './suite-options.ts';
