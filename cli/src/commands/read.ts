import { type Command, Option } from 'commander';

const examples = `
Topics: a chapter, a command, an operation of administration, a certificate, a type, a requirement, a row or a section
  of the catalogue. Without one, all are listed.

Examples:
  parsec-spec read organization_bootstrap
  parsec-spec read transport
  parsec-spec read BOOT-09
  parsec-spec read --search 'token twice'

Exit codes: 0 found, 2 wrong usage, 3 nothing found,
  74 stdout cannot be written.
`;

/** Adds `read [TOPIC]`, which shows the specification in the terminal. */
export function register(program: Command): void {
  program
    .command('read')
    .description('read the specification: a chapter, a command, a type, a requirement')
    .argument('[topic]', 'what to read about')
    .option('--search <words>', 'find passages with these words')
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (topic: string | undefined, options) => {
      const { read } = await import('../read/read.ts');
      await read(topic, options);
    });
}
