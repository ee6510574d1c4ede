export { type Capabilities, defaultCapabilities, type ServedFamily } from './capabilities.ts';
export { type OpenOptions, openTarget } from './open-target.ts';
export { parseTargetFile, readTargetFile } from './read-target-file.ts';
export { parseTargetSpec, type TargetSpec } from './target-spec.ts';
export { steadyPort } from './steady-port.ts';
export type { StartOptionName, StartOptions } from './start-options.ts';
export type { Callback, ClientTarget, RunningServer, ServerTarget, Target } from './target.ts';
export { TargetError, type TargetErrorCode } from './target-error.ts';
export type { BaselineEntry, OptionSpelling, StartRecipe, TargetFile } from './target-file.ts';
