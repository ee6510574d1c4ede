import { readdir } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import own from '../../package.json' with { type: 'json' };
import { exitCode } from './cli-error.ts';
import { reportError } from './report-error.ts';
import { guardStdout } from './stdout.ts';

const examples = `
Examples:
  parsec-spec validate memory:reference client:reference
  parsec-spec validate http://127.0.0.1:6777 \\
    --administration-token-file token.txt
  parsec-spec explain organization_bootstrap/token-works-once
  parsec-spec doctor http://127.0.0.1:6777
`;

/** Runs the command line: finds the subcommand, runs it, and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const json = argv.some(
    (text, index) => text === '--output=json' || (text === '--output' && argv[index + 1] === 'json'),
  );
  let help = '';
  const program = new Command('parsec-spec')
    .description('An executable specification of Parsec: its judge, its reference server and client.')
    .version(own.version)
    .exitOverride()
    // Errors are printed by reportError. Only the help of a command without its subcommand is kept.
    .configureOutput({
      writeErr: (text) => {
        help += text;
      },
    })
    .showSuggestionAfterError()
    .addHelpText('after', examples);
  guardStdout();
  // A closed stderr is not an error: the exit code and the reports have the result.
  process.stderr.on('error', () => undefined);
  try {
    const isList = argv.every((text) => text.startsWith('-'));
    await registerCommands(program, argv[0], isList);
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    if (error instanceof CommanderError && error.code === 'commander.help' && !json) {
      process.stderr.write(help);
      process.exitCode = exitCode.usage;
      return;
    }
    process.exitCode = reportError(error, json);
  }
}

const folder = new URL('../commands/', import.meta.url);
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Registers the subcommand that was called, or all of them for the help. Each is a file of
 * `commands/`.
 *
 * @param isList only the list of all commands is needed, so their subcommands are left out
 */
export async function registerCommands(
  program: Command,
  asked: string | undefined,
  isList = false,
): Promise<void> {
  const names = (await readdir(folder))
    .filter((file) => file.endsWith(extension) && !file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -extension.length))
    .sort();
  for (const name of asked !== undefined && names.includes(asked) ? [asked] : names) {
    const { register } = (await import(new URL(`${name}${extension}`, folder).href)) as {
      register: (program: Command, isList: boolean) => void | Promise<void>;
    };
    await register(program, isList);
  }
}
