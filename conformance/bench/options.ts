import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

const databases = ['sqlite', 'postgres'] as const;

/** What our server stands on. */
export type Database = (typeof databases)[number];

/** How the sweep is done. */
export interface Options {
  readonly kills: number;
  readonly databases: readonly Database[];
  readonly nodes: number;
  readonly jobs: number;
  readonly seed: string;
  /** Where its figures are kept, if anywhere. */
  readonly sheet: string | undefined;
}

/** How the command is called. */
export const usage =
  'usage: npm run bench:faults -- [--kills 1000] [--db sqlite|postgres]... [--nodes 1] [--jobs 2] [--seed HEX] [--sheet FILE]';

/** The options in the words of the command. Errors: one whose message names the word that is wrong, and what was expected. */
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
  // Nodes share a database, and a file is nobody's to share.
  const chosen = (values.db ?? (nodes > 1 ? ['postgres'] : databases)).map(databaseOf);
  if (nodes > 1 && chosen.includes('sqlite'))
    throw new Error('--nodes of more than 1 share a database, which a file is not: --db postgres');
  if (sheet !== undefined && !existsSync(dirname(sheet)))
    throw new Error(`--sheet is a file in a folder that is there, not ${sheet}`);
  return { kills: number('kills'), databases: chosen, nodes, jobs: number('jobs'), seed, sheet };
}

function databaseOf(name: string): Database {
  const found = databases.find((one) => one === name);
  if (found !== undefined) return found;
  throw new Error(`--db is ${databases.join(' or ')}, not ${name}`);
}
