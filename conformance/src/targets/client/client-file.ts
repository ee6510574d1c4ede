import { readFile } from 'node:fs/promises';
import schema from '../../../clients/client.schema.json' with { type: 'json' };
import { yamlReader } from '../read-yaml-file.ts';
import { TargetError } from '../target.ts';
import type { BaselineEntry, Environment } from '../target-file.ts';

/** How to recognize a text on the screen, and what the user then does. */
export interface DialogueStep {
  /** Regular expression. It is searched in the text since the last match. */
  readonly expect: string;
  /** The group `code` of `expect` is the client's own code, which its user reads out. */
  readonly shown?: boolean;
  /** Matches each code that the client offers, within the text that `expect` matched. */
  readonly choices?: string;
  /** Matches each address of the terms, within that text. Groups `locale` and `url`. */
  readonly terms?: string;
  /** Keys that the user presses. */
  readonly send?: string;
  /** Keys of a user who finds no code right, or who declines the terms. Default: `cancel`. */
  readonly decline?: string;
}

/** How a client does one act: a command line, and the dialogue that follows. */
export interface DialogueAct {
  readonly arguments: readonly string[];
  /** Steps in any order. Each may occur several times. The earliest match in the text counts. */
  readonly dialogue?: readonly DialogueStep[];
  /** The text must match this if the act succeeded. */
  readonly ok?: string;
  /** A text that matches this shows that the act failed, whatever the exit code is. */
  readonly refused?: string;
  /** The parts of the text that explain the end of the act to the user. Default: `said` of the file. */
  readonly said?: string;
}

/** The acts of a client file. `watch` is missing: events are no dialogue. */
export interface DialogueActs {
  readonly bootstrap?: DialogueAct;
  readonly logIn?: DialogueAct;
  /** Each match of `users` is a user. Its groups are the fields. */
  readonly list?: DialogueAct & { readonly users?: string };
  readonly changePassword?: DialogueAct;
  readonly acceptTerms?: DialogueAct;
  /** The group `link` of `link` is the link of the invitation. */
  readonly invite?: {
    readonly user: DialogueAct & { readonly link: string };
    readonly device: DialogueAct & { readonly link: string };
  };
  readonly claim?: DialogueAct;
  readonly greet?: DialogueAct;
  readonly revoke?: DialogueAct;
}

/** The content of a client file (`conformance/clients/client.schema.json`). */
export interface ClientFile {
  readonly name: string;
  readonly program: {
    /** The program, if the environment variable is not set. */
    readonly path: string;
    /** Environment variable with the path of the program. */
    readonly variable?: string;
  };
  /** Prints the version. The first group of `pattern` is the version. */
  readonly version: { readonly arguments: readonly string[]; readonly pattern: string };
  readonly environment?: Environment;
  /** Matches the path of a device file below home. The first group is `{deviceId}`. */
  readonly deviceFile?: string;
  readonly opensForeignFiles?: boolean;
  /** Exit codes of a program that ended an act. Any other code is a crash. Default: 0; 1 and 2. */
  readonly exitCodes?: { readonly ok: readonly number[]; readonly refused: readonly number[] };
  /** Keys that cancel an act. Default: Ctrl-C. */
  readonly cancel?: string;
  /** The parts of the text that explain the end of an act to the user. Default: the whole text. */
  readonly said?: string;
  readonly acts: DialogueActs;
  readonly baseline?: readonly BaselineEntry[];
}

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
  'client file',
  'see conformance/clients/client.schema.json, and conformance/clients/*.yaml for files that work',
);

/**
 * Reads a client file.
 *
 * @throws TargetError (`usage`), which lists every violation of the schema, or names the place of a
 *   wrong pattern or placeholder
 */
export async function readClientFile(path: string): Promise<ClientFile> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch {
    throw wrong(path, 'it cannot be read');
  }
  return parseClientFile(source, path);
}

/** Parses the text of a client file. `name` is the name of the file, for error messages. */
export function parseClientFile(source: string, name: string): ClientFile {
  const file = parse(source, name);
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
  const known = [...VALUES, ...Object.keys(KEYS)];
  for (const [whole, given = ''] of text.matchAll(/\{([\w-]+)\}/g))
    if (!known.includes(given))
      throw wrong(name, `${place}: ${whole} is no placeholder; these are: ${known.join(', ')}`);
}

/** The error of a platform without a pseudo-terminal. */
export const noTerminal = (cause: unknown): TargetError =>
  new TargetError(
    'prerequisite',
    `there is no pseudo-terminal on this platform (${process.platform} ${process.arch}): ${
      cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    }`,
    'client:file: needs @lydell/node-pty; use client:cmd: here',
  );
