import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

const databases = ['sqlite', 'postgres'] as const;

/** The database of our server. */
export type Database = (typeof databases)[number];

/** Options of `npm run bench:faults`. */
export interface Options {
  readonly kills: number;
  readonly databases: readonly Database[];
  readonly nodes: number;
  readonly jobs: number;
  readonly seed: string;
  /** File that stores the figures; undefined: none. */
  readonly sheet: string | undefined;
}

/** The usage line. */
export const usage =
  'usage: npm run bench:faults -- [--kills 1000] [--db sqlite|postgres]... [--nodes 1] [--jobs 2] [--seed HEX] [--sheet FILE]';

/**
 * Parses the arguments.
 *
 * @throws Error whose message names the wrong option and the expected value
 */
export function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      kills: { type: 'string', default: '1000' },
      db: { type: 'string', multiple: true },
      nodes: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '2' },
      seed: { type: 'string', default: randomBytes(4).toString('hex') },
      sheet: { type: 'string' },
    },
  });
  const number = (name: 'kills' | 'nodes' | 'jobs'): number => {
    if (/^[1-9]\d{0,5}$/.test(values[name])) return Number(values[name]);
    throw new Error(`--${name} is a number from 1 to 999999, not ${values[name]}`);
  };
  const { seed, sheet } = values;
  const nodes = number('nodes');
  // Several nodes need a shared database; a SQLite file cannot be shared.
  const chosen = (values.db ?? (nodes > 1 ? ['postgres'] : databases)).map(databaseOf);
  if (nodes > 1 && chosen.includes('sqlite'))
    throw new Error('--nodes above 1 needs a shared database: --db postgres');
  if (sheet !== undefined && !existsSync(dirname(sheet)))
    throw new Error(`--sheet is a file in an existing folder, not ${sheet}`);
  return { kills: number('kills'), databases: chosen, nodes, jobs: number('jobs'), seed, sheet };
}

function databaseOf(name: string): Database {
  const match = databases.find((one) => one === name);
  if (match !== undefined) return match;
  throw new Error(`--db is ${databases.join(' or ')}, not ${name}`);
}
