import { type Command, InvalidArgumentError, Option } from 'commander';
import { administrationTokenOption, outputOption, parseSecondsToMs } from '../main/arguments.ts';
import type { CommonOptions, Context } from './context.ts';

/** The exit codes and folders in the help of every client command. */
export const exitCodesHelp = `
Exit codes: 0 done, 1 refused (by the server, by the other person, or a file
  that does not open), 2 wrong usage or a missing option, 4 the server cannot be
  reached or did not answer, 70 our own bug, 74 stdout cannot be written, 130
  cancelled (watch ends with 0).

Folders: --config-dir or PARSEC_CONFIG_DIR is the folder that holds devices/;
  otherwise parsec3/libparsec in PARSEC_BASE_CONFIG_DIR, XDG_CONFIG_HOME or
  ~/.config, where the devices of Scille's client are too.
`;

/** The examples in the help of the commands with which two people enrol a user. */
export const enrolmentExamples = `
Examples, Alice on one machine, Bob on another, talking to each other:
  Alice:  parsec-spec client invite user bob@example.com
  Bob:    parsec-spec client invite claim LINK
  Alice:  parsec-spec client invite greet TOKEN

Without a terminal, e.g. in a script of both sides:
  parsec-spec client invite greet TOKEN --profile STANDARD \\
    --own-code-file g --code @c --password-stdin < alice.txt
  parsec-spec client invite claim LINK --name Bob --device-label desktop \\
    --own-code-file c --code @g --password-stdin < bob.txt
`;

/** Runs a command with the options of `client`, which may come before or after it. */
export async function run<O extends object>(
  command: Command,
  work: (context: Context, options: O) => Promise<void>,
): Promise<void> {
  const { careForFolder, contextOf } = await import('./context.ts');
  const options = command.optsWithGlobals<O & CommonOptions>();
  const context = contextOf(options);
  context.cancellation.listen(options.output === 'json');
  await careForFolder(context);
  await work(context, options);
}

/** Adds the options that all commands of the client have. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--config-dir <folder>', 'the folder that holds devices/ (PARSEC_CONFIG_DIR)')
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--timeout <seconds>', 'timeout of an exchange with a server', parseSecondsToMs)
    .addOption(
      new Option('--log-level <level>', 'verbosity of the log on stderr').choices([
        'error',
        'warn',
        'info',
        'debug',
        'trace',
      ]),
    )
    .addOption(outputOption());
}

export const serverOption = (): Option =>
  new Option('--server <address>', 'https://HOST[:PORT] or parsec3://…').env('PARSEC_SERVER_ADDR');

/** Adds the options of a command that calls the administration of a server. */
export function withAdministration(command: Command): Command {
  return command
    .addOption(serverOption())
    .addOption(administrationTokenOption())
    .option('--administration-token-file <file>', 'file that holds the administration token');
}

/** Adds the options that describe the founder of an organization. */
export function withFounder(command: Command): Command {
  return withPassword(command)
    .option('--email <address>', 'your e-mail address')
    .option('--name <name>', 'your name')
    .option('--device-label <name>', 'name of this device')
    .option(
      '--sequester-key <file>',
      'RSA public key (PEM) of an authority that can decrypt all data, permanently',
    );
}

/** Adds the options that say where a password comes from. */
export function withPassword(command: Command): Command {
  return command
    .option('--password-stdin', 'the password is the first line of stdin')
    .option('--password-fd <number>', 'the password is the first line of this file descriptor', count);
}

/** A whole number. */
export function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('a whole number');
}

/** Collects `LOCALE=URL` options. */
export function locale(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('LOCALE=URL, such as en=https://example.com/terms');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Adds the options of a command that acts as a device. */
export function withDevice(command: Command): Command {
  return withPassword(command).addOption(
    new Option('--device <digits>', 'first digits of the device id').env('PARSEC_DEVICE_ID'),
  );
}

/** Adds the options of a command in which two people compare codes. */
export function withCodes(command: Command): Command {
  return command
    .option(
      '--code <code>',
      'the code of the other person: the code itself, - for a line of stdin, @FILE for a file that will hold it',
    )
    .option('--own-code-file <file>', 'write the own code to this file, for a script to pass on')
    .option(
      '--wait <seconds>',
      'longest wait for the other person at one step (default: 600)',
      parseSecondsToMs,
    );
}
