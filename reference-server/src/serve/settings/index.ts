export type { GivenOptions } from './command-arguments.ts';
export { defaultStore } from './default-store.ts';
export { type OptionKind, type ServeOption, serveOptions } from './serve-option.ts';
export { readSettings, type ServeSettings } from './settings.ts';
export { SettingsError } from './settings-error.ts';
export { unservedOptions } from './unserved-options.ts';
