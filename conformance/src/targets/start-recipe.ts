import { distance } from 'fastest-levenshtein';
import type { StartOptionName, StartOptions } from './start-options.ts';
import { TargetError } from './target.ts';
import type { OptionSpelling, StartRecipe } from './target-file.ts';

/** What a recipe may leave open: where a server shall listen, how it is reached, and its token. */
export interface Placeholders {
  readonly host: string;
  readonly port: string;
  /** `http://host:port`, as the judge reaches it. */
  readonly address: string;
  /** `parsec3://host:port?no_ssl=true`, as links shall name it. */
  readonly 'server-address': string;
  readonly 'administration-token': string;
  /** The folder in which it keeps what must survive it. */
  readonly data: string;
  /** The URL of its database, where it stands on one of the judge's. */
  readonly database?: string | undefined;
}

/** Their names, and that of the value of a setting. */
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
 * Is a word nearly a name? With another letter a short name is a word of its own: `date`, `post`,
 * `cost`.
 */
function isSlip(name: string, given: string): boolean {
  if (name.length >= 7) return distance(name, given) <= 2;
  const letters = (word: string): string => [...word].sort().join('');
  return letters(name) === letters(given) || (name.length !== given.length && distance(name, given) === 1);
}

/**
 * A text in braces that is nearly the name of a placeholder. Other braces belong to the command,
 * and those after a `$` to a shell.
 */
export function misspeltPlaceholder(
  text: string,
): { readonly given: string; readonly meant: string } | undefined {
  for (const [, given = ''] of text.matchAll(/(?<!\$)\{([a-z-]+)\}/g)) {
    const meant = names.find((name) => name !== given && isSlip(name, given));
    if (meant !== undefined && !names.some((name) => name === given)) return { given, meant };
  }
  return undefined;
}

/**
 * `text` with each `{name}` of `values` filled in; other braces belong to the command and stay,
 * `${name}` too.
 */
export function fillIn(text: string, values: Placeholders | Readonly<Record<string, string>>): string {
  return text.replaceAll(/(?<!\$)\{([a-z-]+)\}/g, (whole, name: string) => {
    const value: unknown = Object.entries(values).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : whole;
  });
}

/**
 * The placeholders of a server that listens on `host:port`, is reached on `reach`, and keeps its
 * state in `data`.
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
