import { type Command, Option } from 'commander';
import { repeatable } from '../main/arguments.ts';

const examples = `
Examples:
  parsec-spec list
  parsec-spec list --only BOOT
  parsec-spec list --output json

Exit codes: 0 listed, 2 wrong usage, 3 nothing is called so, 74 stdout cannot be written.
`;

/** `list`: the requirements, and the checks that verify them. */
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
