import { TargetError } from './target-error.ts';
import type { OptionSpelling, StartRecipe } from './target-file.ts';
import type { StartOptionName, StartOptions } from './start-options.ts';
import { fillIn, type Placeholders } from './placeholders.ts';

/** What to run: `command` only where the recipe replaces the image's own, `arguments` after it. */
export interface StartPlan {
  readonly command: readonly string[] | undefined;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The plan of one start. Errors: `TargetError` of code `usage` for a setting that the recipe cannot
 * spell.
 */
export function planStart(recipe: StartRecipe, options: StartOptions, places: Placeholders): StartPlan {
  const filled = (text: string) => fillIn(text, places);
  // the storage: a database of the judge, or the server's own store
  const ground = places.database === undefined ? recipe.store : recipe.database;
  let command = ground?.command ?? recipe.command;
  const words = [...(recipe.arguments ?? []), ...(ground?.arguments ?? [])];
  const environment = { ...recipe.environment, ...ground?.environment };
  for (const [name, values] of settings(options)) {
    const spelling = recipe.options?.[name];
    if (spelling === undefined) throw unknownSetting(name);
    command = spelling.command ?? command;
    for (const value of values) spell(spelling, value, words, environment);
  }
  return {
    command: command?.map(filled),
    arguments: words.map(filled),
    environment: Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, filled(text)])),
  };
}

function spell(spelling: OptionSpelling, value: Value, words: string[], environment: Record<string, string>) {
  const values = typeof value === 'string' ? { value } : value;
  words.push(...(spelling.arguments ?? []).map((word) => fillIn(word, values)));
  for (const [name, text] of Object.entries(spelling.environment ?? {}))
    environment[name] = fillIn(text, values);
}

/** A value as text; one of several parts fills in each by its name. */
type Value = string | Readonly<Record<string, string>>;

/** Settings whose value is one number or word. */
const plain = [
  'initialArchivingPeriod',
  'emailHost',
  'emailPort',
  'emailSender',
  'emailUser',
  'emailPassword',
  'emailTimeout',
  'sseKeepalive',
] as const;

/**
 * Each setting that is given, with its value as text, once per element of a list. A switch that is
 * off is not given.
 */
function settings(options: StartOptions): [StartOptionName, Value[]][] {
  const given: [StartOptionName, Value[]][] = [];
  if (options.production === true) given.push(['production', ['']]);
  if (options.spontaneous === true) given.push(['spontaneous', ['']]);
  if (options.initialActiveUsersLimit !== undefined)
    given.push(['initialActiveUsersLimit', [String(options.initialActiveUsersLimit)]]);
  if (options.initialOutsiderAllowed !== undefined)
    given.push(['initialOutsiderAllowed', [String(options.initialOutsiderAllowed)]]);
  if (options.initialTos !== undefined) given.push(['initialTos', [termsOf(options.initialTos)]]);
  if (options.bootstrapWebhook !== undefined) given.push(['bootstrapWebhook', [options.bootstrapWebhook]]);
  if (options.corsAllowOrigins !== undefined) given.push(['corsAllowOrigins', [...options.corsAllowOrigins]]);
  if (options.proxyTrustedAddresses !== undefined)
    given.push(['proxyTrustedAddresses', [options.proxyTrustedAddresses]]);
  for (const name of plain) if (options[name] !== undefined) given.push([name, [String(options[name])]]);
  if (options.validationEmails !== undefined) {
    const { cooldown, mostPerHour } = options.validationEmails;
    given.push(['validationEmails', [{ cooldown: String(cooldown), 'most-per-hour': String(mostPerHour) }]]);
  }
  return given;
}

/** `locale:url,locale:url`; a comma inside a URL is escaped. */
function termsOf(tos: Readonly<Record<string, string>>): string {
  return Object.entries(tos)
    .map(([locale, url]) => `${locale}:${url.replaceAll(',', '\\,')}`)
    .join(',');
}

function unknownSetting(name: StartOptionName): TargetError {
  return new TargetError(
    'usage',
    `the target file does not say how the setting \`${name}\` is spelt`,
    `add start.options.${name} to the target file`,
  );
}
