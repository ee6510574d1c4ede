import { Command, CommanderError } from 'commander';
import { register as registerBackup } from '../src/commands/backup.ts';
import { register as registerMailSink } from '../src/commands/mail-sink.ts';
import { register as registerMigrate } from '../src/commands/migrate.ts';
import { register as registerRestore } from '../src/commands/restore.ts';
import { register as registerServe } from '../src/commands/serve.ts';
import { reportError } from '../src/main/report-error.ts';
import { guardStdout } from '../src/main/stdout.ts';

// The image has only the subcommands for hosting: the server, the care of its data, and a mail
// relay for trials.
const program = new Command('parsec-spec').exitOverride().configureOutput({ writeErr: () => undefined });
for (const register of [registerServe, registerMigrate, registerBackup, registerRestore, registerMailSink])
  register(program);
guardStdout();
try {
  await program.parseAsync(process.argv.slice(2), { from: 'user' });
} catch (error) {
  if (!(error instanceof CommanderError && error.exitCode === 0))
    process.exitCode = reportError(error, false);
}
