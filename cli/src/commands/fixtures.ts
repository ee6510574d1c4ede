import { type Command, Option } from 'commander';

const examples = `
Examples:
  parsec-spec fixtures --seed 1 --out cast        an organization, its people, keys, certificates, messages, links,
                                                  device files: byte for byte the same for the same seed
  parsec-spec fixtures --check cast               check every vector of a folder

Exit codes: 0 done, or every vector right; 1 a vector is wrong; 2 wrong usage, a folder that is not empty, no vectors;
  74 stdout cannot be written.
`;

/** Adds `fixtures`, which generates test vectors or checks a folder of them. */
export function register(program: Command): void {
  program
    .command('fixtures')
    .description('generate test vectors from a seed, or check a folder of vectors')
    .option('--seed <text>', 'determines all vectors (default: a random seed)')
    .option('--out <dir>', 'the folder to write, which is new or empty')
    .option('--check <dir>', 'the folder to check')
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (options) => {
      const { fixtures } = await import('../fixtures/fixtures.ts');
      process.exitCode = await fixtures(options);
    });
}
