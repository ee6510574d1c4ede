import { randomUUID } from 'node:crypto';
import type { FixtureReport } from '@parsec-spec/conformance/vectors';
import journey from '@parsec-spec/fixtures/journey.schema.json' with { type: 'json' };
import vector from '@parsec-spec/fixtures/vector.schema.json' with { type: 'json' };
import type { Command } from 'commander';
import { outputOption } from '../main/arguments.ts';
import { CliError, exitCode } from '../main/cli-error.ts';

const examples = `
Examples:
  parsec-spec fixtures --seed 1 --out cast
  parsec-spec fixtures --check cast

--out writes an organization, its people, keys, certificates, messages, links
and device files: byte for byte the same for the same seed.

Exit codes: 0 done, or every vector right; 1 a vector is wrong; 2 wrong usage, a
  folder that is not empty, no vectors; 74 stdout cannot be written.
`;

/** Adds `fixtures`, which generates test vectors or checks a folder of them. */
export function register(program: Command): void {
  program
    .command('fixtures')
    .description('generate test vectors from a seed, or check a folder of vectors')
    .option('--seed <text>', 'determines all vectors (default: a random seed)')
    .option('--out <dir>', 'the folder to write, which is new or empty')
    .option('--check <dir>', 'the folder to check')
    .addOption(outputOption())
    .addHelpText('after', examples)
    .action(async (options) => {
      process.exitCode = await fixtures(options);
    });
}

interface FixturesOptions {
  readonly seed?: string;
  readonly out?: string;
  readonly check?: string;
  readonly output: 'text' | 'json';
}

/**
 * Writes or checks a folder of vectors. Returns the exit code.
 *
 * @throws CliError `usage`
 */
async function fixtures({ seed, out, check, output }: FixturesOptions): Promise<number> {
  if (check !== undefined && out === undefined && seed === undefined) return checkFixtures(check, output);
  if (out !== undefined && check === undefined) return writeFixtures(out, seed, output);
  throw new CliError(
    'usage',
    check === undefined ? '--out is missing' : '--check excludes --out and --seed',
    'parsec-spec fixtures --seed N --out DIR, or parsec-spec fixtures --check DIR',
  );
}

/** Checks a folder of vectors and prints each wrong one. Returns the exit code. */
async function checkFixtures(folder: string, output: 'text' | 'json'): Promise<number> {
  const { checkFolder } = await import('@parsec-spec/conformance/vectors');
  const report = await checkFolder(folder, { vector, journey });
  if (report.files === 0) {
    throw new CliError(
      'usage',
      `${folder} contains no vectors`,
      'name a folder with files such as keys/mac.json: fixtures/ of this project, or one that --out made',
    );
  }
  process.stdout.write(
    output === 'json' ? `${JSON.stringify({ folder, ...report }, null, 2)}\n` : textOf(folder, report),
  );
  return report.faults.length === 0 ? exitCode.pass : exitCode.fail;
}

function textOf(
  folder: string,
  { files, valid, acceptable, invalid, faults: problems }: FixtureReport,
): string {
  const lines = problems.map(
    ({ file, vector, message }) =>
      `wrong: ${file}${vector === undefined ? '' : `#${vector}`}: ${message.slice(0, 400)}`,
  );
  const sum = `${valid + acceptable + invalid} vectors in ${files} files of ${folder}: ${valid} valid, ${acceptable} acceptable, ${invalid} invalid`;
  const end = problems.length === 0 ? 'all right' : `${problems.length} wrong`;
  return `${[...lines, `${sum}; ${end}.`].join('\n')}\n`;
}

const refusals = {
  'not-empty': ['is not empty', 'name a new folder: no file is overwritten'],
  'no-folder': ['is a file', 'name a folder'],
} as const;

/** Generates the vectors of a seed in a new folder, with their schema. */
async function writeFixtures(
  folder: string,
  seed: string = randomUUID().slice(0, 8),
  output: 'text' | 'json',
): Promise<number> {
  const { freshFixtures } = await import('@parsec-spec/conformance/vectors');
  // An empty folder first, so that a folder that cannot be written is refused at once.
  await writeFiles(folder, new Map());
  const fresh = await freshFixtures(seed);
  const files = new Map([
    ...fresh.files,
    ['vector.schema.json', schemaBytes(vector)],
    ['journey.schema.json', schemaBytes(journey)],
  ]);
  const path = await writeFiles(folder, files);
  const summary = { folder: path, seed, organization: fresh.organization, files: files.size };
  process.stdout.write(
    output === 'json'
      ? `${JSON.stringify(summary, null, 2)}\n`
      : `${summary.files} files in ${folder}: the organization ${summary.organization} of the seed ${seed}; its README lists the people.\n`,
  );
  return exitCode.pass;
}

/**
 * Writes files as a new folder. Returns its absolute path.
 *
 * @throws CliError `usage` if the folder has content or cannot be written
 */
async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const { writeFolder } = await import('@parsec-spec/conformance/vectors');
  const result = await writeFolder(folder, files).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall === undefined) throw error;
    throw new CliError(
      'usage',
      `${folder} cannot be written (${error.code})`,
      'name a folder in which this user can write',
    );
  });
  if (result.ok) return result.folder;
  const [what, hint] = refusals[result.reason];
  throw new CliError('usage', `${folder} ${what}`, hint);
}

const schemaBytes = (schema: object): Uint8Array => Buffer.from(`${JSON.stringify(schema, null, 2)}\n`);
