import { type Command, Option } from 'commander';
import { repeatable } from '../main/arguments.ts';

const examples = `
Examples:
  parsec-spec list
  parsec-spec list --only BOOT
  parsec-spec list --output json

Exit codes: 0 listed, 2 wrong usage, 3 unknown name, 74 stdout cannot be written.
`;

/** Adds `list`, which lists the requirements and the checks that verify them. */
export function register(program: Command): void {
  program
    .command('list')
    .description('list the requirements and their checks')
    .addOption(repeatable('--only <glob>', 'only requirements of this id, row or section', 'all'))
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (options) => {
      const { list } = await import('../list/list.ts');
      await list(options);
    });
}
