import { distance } from 'fastest-levenshtein';
import type { StartOptionName, StartOptions } from './start-options.ts';
import { TargetError } from './target.ts';
import type { OptionSpelling, StartRecipe } from './target-file.ts';

/** The values of a start that replace `{name}` in the texts of a recipe. */
export interface Placeholders {
  readonly host: string;
  readonly port: string;
  /** `http://host:port`, as the judge reaches it. */
  readonly address: string;
  /** `parsec3://host:port?no_ssl=true`, as links contain it. */
  readonly 'server-address': string;
  readonly 'administration-token': string;
  /** The folder of its persistent state. */
  readonly data: string;
  /** The URL of its database, if it uses one of the judge. */
  readonly database?: string | undefined;
}

/** The names of all placeholders. `value` is that of a setting. */
const names = [
  'host',
  'port',
  'address',
  'server-address',
  'administration-token',
  'data',
  'database',
  'value',
] satisfies readonly (keyof Placeholders | 'value')[];

/**
 * Whether a word is a misspelling of a placeholder. A short word with one different letter is not:
 * `date`, `post` and `cost` are words of their own.
 */
function isMisspelling(name: string, given: string): boolean {
  if (name.length >= 7) return distance(name, given) <= 2;
  const letters = (word: string): string => [...word].sort().join('');
  return letters(name) === letters(given) || (name.length !== given.length && distance(name, given) === 1);
}

/**
 * Finds a misspelt placeholder in a text, and the placeholder that is meant. Other braces belong to
 * the command, and braces after `$` to a shell.
 */
export function misspeltPlaceholder(
  text: string,
): { readonly given: string; readonly meant: string } | undefined {
  for (const [, given = ''] of text.matchAll(/(?<!\$)\{([a-z-]+)\}/g)) {
    const nearest = names.find((name) => name !== given && isMisspelling(name, given));
    if (nearest !== undefined && !names.some((name) => name === given)) return { given, meant: nearest };
  }
  return undefined;
}

/** Replaces each `{name}` of `values` in a text. Other braces and `${name}` stay unchanged. */
export function fillIn(text: string, values: Placeholders | Readonly<Record<string, string>>): string {
  return text.replaceAll(/(?<!\$)\{([a-z-]+)\}/g, (whole, name: string) => {
    const value: unknown = Object.entries(values).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : whole;
  });
}

/**
 * The placeholders of a server.
 *
 * @param host - Address at which it listens, with `port`.
 * @param reach - `HOST:PORT` at which the judge reaches it.
 * @param data - Folder of its state.
 */
export function placeholdersOf(
  host: string,
  port: number,
  reach: string,
  token: string,
  data: string,
): Placeholders {
  return {
    host,
    port: String(port),
    address: `http://${reach}`,
    'server-address': `parsec3://${reach}?no_ssl=true`,
    'administration-token': token,
    data,
  };
}

/** The command line and environment of a start. Without `command`, that of the image is used. */
export interface StartPlan {
  readonly command: readonly string[] | undefined;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Plans one start. Throws `TargetError` (`usage`) for a setting that the recipe does not support.
 */
export function planStart(recipe: StartRecipe, options: StartOptions, placeholders: Placeholders): StartPlan {
  const filled = (text: string) => fillIn(text, placeholders);
  // A database of the judge, or the server's own store.
  const storage = placeholders.database === undefined ? recipe.store : recipe.database;
  let command = storage?.command ?? recipe.command;
  const words = [...(recipe.arguments ?? []), ...(storage?.arguments ?? [])];
  const environment = { ...recipe.environment, ...storage?.environment };
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

/** The value of a setting as text, or several values by the names of their placeholders. */
type Value = string | Readonly<Record<string, string>>;

/** Settings whose value is one number or text. */
const simpleSettings = [
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
 * The settings to pass, with their values. A list has a value for each element. A switch that is
 * off is not passed.
 */
function settings(options: StartOptions): [StartOptionName, Value[]][] {
  const pairs: [StartOptionName, Value[]][] = [];
  if (options.production === true) pairs.push(['production', ['']]);
  if (options.spontaneous === true) pairs.push(['spontaneous', ['']]);
  if (options.initialActiveUsersLimit !== undefined)
    pairs.push(['initialActiveUsersLimit', [String(options.initialActiveUsersLimit)]]);
  if (options.initialOutsiderAllowed !== undefined)
    pairs.push(['initialOutsiderAllowed', [String(options.initialOutsiderAllowed)]]);
  if (options.initialTos !== undefined) pairs.push(['initialTos', [termsOf(options.initialTos)]]);
  if (options.bootstrapWebhook !== undefined) pairs.push(['bootstrapWebhook', [options.bootstrapWebhook]]);
  if (options.corsAllowOrigins !== undefined) pairs.push(['corsAllowOrigins', [...options.corsAllowOrigins]]);
  if (options.proxyTrustedAddresses !== undefined)
    pairs.push(['proxyTrustedAddresses', [options.proxyTrustedAddresses]]);
  for (const name of simpleSettings)
    if (options[name] !== undefined) pairs.push([name, [String(options[name])]]);
  if (options.validationEmails !== undefined) {
    const { cooldown, mostPerHour } = options.validationEmails;
    pairs.push(['validationEmails', [{ cooldown: String(cooldown), 'most-per-hour': String(mostPerHour) }]]);
  }
  return pairs;
}

/** Terms of service as `locale:url,locale:url`, with escaped commas in the URLs. */
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
