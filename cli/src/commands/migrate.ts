import type { Command } from 'commander';
import { CliError } from '../main/cli-error.ts';

const examples = `
Servers of the previous version can keep running. The change is one transaction.
It changes nothing if the database is ready.

Examples:
  parsec-spec migrate --db postgresql://parsec:PASSWORD@db.example.com/parsec

Exit codes: 0 ready, 1 it cannot be done, 2 wrong usage, 74 stdout cannot be
  written.
`;

interface Given {
  readonly db?: string;
  readonly dbWait?: string;
}

/** Adds `migrate`, which makes a PostgreSQL database ready for this version of the server. */
export function register(program: Command): void {
  program
    .command('migrate')
    .description('make a PostgreSQL database ready for this version of serve')
    .option('--db <url>', 'postgresql://USER:PASSWORD@HOST:PORT/DATABASE [PARSEC_DB]')
    .option(
      '--db-wait <seconds>',
      'wait for a database that is not available yet, 0 = do not wait (default: 30) [PARSEC_DB_WAIT]',
    )
    .addHelpText('after', examples)
    .action(async ({ db = process.env.PARSEC_DB, dbWait = process.env.PARSEC_DB_WAIT || '30' }: Given) => {
      if (db === undefined || db === '') {
        throw new CliError('usage', '--db is missing', 'give --db postgresql://… or set PARSEC_DB');
      }
      if (!/^\d{1,6}$/.test(dbWait)) {
        throw new CliError(
          'usage',
          `--db-wait ${JSON.stringify(dbWait)} is not a number of seconds`,
          'give a whole number of at most six digits; 0 does not wait',
        );
      }
      const { migrate } = await import('@parsec-spec/reference-server/serve');
      const { name, from, to } = await migrate(db, {
        seconds: Number(dbWait),
        report: (line) => process.stderr.write(`${line}\n`),
      });
      process.stdout.write(
        from === to
          ? `${name} has the schema version ${to}: nothing to do\n`
          : `${name} went from schema version ${from} to ${to}\n`,
      );
    });
}
