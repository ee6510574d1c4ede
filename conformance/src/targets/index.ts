export {
  answersYaml,
  type BaselineFile,
  type ObservedCheck,
  readBaselineFile,
  type UpdatedBaseline,
  updateBaseline,
} from './baseline-file.ts';
export type { ClientDriver } from './client/client-driver.ts';
export { commandClient, referenceClient } from './client/client-drivers.ts';
export type { PersonTerminal } from './client/person-client.ts';
export { openTarget } from './open-target.ts';
export { steadyPort } from './process/port.ts';
export { parseTargetFile } from './read-target-file.ts';
export type { ClientTarget, ServerTarget, Target } from './target.ts';
export type { BaselineAnswer, BaselineEntry } from './target-file.ts';
