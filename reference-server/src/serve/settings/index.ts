export type { GivenOptions } from './command-arguments.ts';
export {
  defaultStore,
  type OptionGroup,
  type OptionKind,
  optionGroups,
  type ServeOption,
  serveOptions,
  unservedOptions,
} from './options.ts';
export { SettingsError } from './read-option-value.ts';
export { readSettings, type ServeSettings } from './settings.ts';
