export type { GivenOptions } from './command-arguments.ts';
export { type OptionKind, type ServeOption, serveOptions, unservedOptions } from './serve-option.ts';
export { readSettings, type ServeSettings } from './settings.ts';
export { SettingsError } from './settings-error.ts';
