import { readFile } from 'node:fs/promises';
import schema from '../../../clients/client.schema.json' with { type: 'json' };
import { yamlReader } from '../read-yaml-file.ts';
import type { ClientFile } from './client-file.ts';

/** Placeholders that stand for keys. */
const KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  up: '\x1b[A',
  down: '\x1b[B',
  'ctrl-c': '\x03',
  'ctrl-d': '\x04',
};

/**
 * Placeholders that an act has a value for. `choice`, `number` and `downs` are the right one of the
 * choices: its text, its place from 1, and a key `down` for each choice before it.
 */
const VALUES = [
  ...['home', 'link', 'token', 'email', 'name', 'device', 'deviceId', 'file', 'password', 'newPassword'],
  ...['profile', 'choice', 'number', 'downs'],
] as const;

/** Replaces each `{name}` of a text. A placeholder without a value becomes empty. */
export const fillInDialogue = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{([\w-]+)\}/g, (_whole, name: string) => KEYS[name] ?? values[name] ?? '');

/** The patterns of client files are multi-line: `^` and `$` match at each line. */
export const pattern = (source: string, flags = ''): RegExp => new RegExp(source, `mu${flags}`);

const { parse, wrong } = yamlReader<ClientFile>(
  schema,
  'see conformance/clients/client.schema.json, and conformance/clients/*.yaml for files that work',
);

/**
 * Reads a client file.
 *
 * @throws TargetError (`usage`), which lists every violation of the schema, or names the place of a
 *   wrong pattern or placeholder
 */
export async function readClientFile(path: string): Promise<ClientFile> {
  const name = `client file ${path}`;
  const source = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrong(name, `it cannot be read (${error.code})`);
  });
  return parseClientFile(source, name);
}

/**
 * Parses the text of a client file.
 *
 * @param name - names the file in error messages
 * @param acceptsPlaceholders - whether entries of the baseline may have placeholders
 */
export function parseClientFile(source: string, name: string, acceptsPlaceholders = false): ClientFile {
  const file = parse(source, name, {}, acceptsPlaceholders);
  checkTexts(file, '', name);
  return file;
}

const PATTERN_KEYS = ['expect', 'choices', 'terms', 'ok', 'refused', 'said', 'users', 'link', 'pattern'];

/** Throws on a pattern that does not compile, and on an unknown placeholder. */
function checkTexts(of: unknown, place: string, name: string): void {
  const key = place.slice(place.lastIndexOf('/') + 1);
  if (typeof of === 'object' && of !== null) {
    for (const [part, value] of Object.entries(of))
      if (part !== 'baseline') checkTexts(value, `${place}/${part}`, name);
  } else if (typeof of === 'string' && [...PATTERN_KEYS, 'deviceFile'].includes(key)) {
    checkPattern(of, place, name);
  } else if (typeof of === 'string') {
    checkPlaceholders(of, place, name);
  }
}

function checkPattern(source: string, place: string, name: string): void {
  try {
    pattern(source);
  } catch (error) {
    throw wrong(name, `${place}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkPlaceholders(text: string, place: string, name: string): void {
  const placeholders = [...VALUES, ...Object.keys(KEYS)];
  for (const [whole, given = ''] of text.matchAll(/\{([\w-]+)\}/g))
    if (!placeholders.includes(given))
      throw wrong(name, `${place}: ${whole} is no placeholder; these are: ${placeholders.join(', ')}`);
}
