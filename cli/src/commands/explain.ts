import type { Command } from 'commander';
import { outputOption } from '../main/arguments.ts';
import { siteForTerminal, siteOption } from '../main/site-address.ts';

const examples = `
A row, a command or a section is answered with the list of its requirements.

Examples:
  parsec-spec explain organization_bootstrap/token-works-once
  parsec-spec explain BOOT-09
  parsec-spec explain user_create
  parsec-spec explain GREET
  parsec-spec explain BOOT-09 --site https://parsec.example.org/spec/
  parsec-spec explain 'authentication/four-parts#mistakes' --full

Exit codes: 0 explained, 2 wrong usage, 3 unknown name,
  74 stdout cannot be written.
`;

/** Adds `explain ID`, which explains requirements and how they are tested. */
export function register(program: Command): void {
  program
    .command('explain')
    .description(
      'explain a requirement: sentence, reason, a request that breaks it, what parsec-cloud answers',
    )
    .argument('<id>', 'a requirement, a check, a row, a command or a section')
    .option('--full', 'run the checks on the reference server, show all bytes')
    .addOption(siteOption())
    .addOption(outputOption())
    .addHelpText('after', examples)
    .action(async (id: string, { site, ...options }) => {
      // Loaded here, so that the help does not load the suite.
      const { explain } = await import('../explain/explain.ts');
      await explain(id, { ...options, ...(site === undefined ? {} : { site: siteForTerminal(site) }) });
    });
}
