import { type Command, Option } from 'commander';

const examples = `
Examples:
  parsec-spec explain organization_bootstrap/token-works-once
  parsec-spec explain BOOT-09
  parsec-spec explain 'authentication/four-parts#five-signed'

Exit codes: 0 explained, 2 wrong usage, 3 unknown name, 74 stdout cannot be written.
`;

/** Adds `explain ID`, which explains a requirement and how it is tested. */
export function register(program: Command): void {
  program
    .command('explain')
    .description(
      'explain a requirement, a row or a check: sentence, reason, valid and bad twin, what parsec-cloud answers',
    )
    .argument('<id>', 'a requirement, a row of the catalogue, or a check')
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (id: string, options) => {
      // Loaded here, so that the help does not load the suite.
      const { explain } = await import('../explain/explain.ts');
      await explain(id, options);
    });
}
