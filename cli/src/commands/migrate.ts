import type { Command } from 'commander';
import { CliError } from '../main/cli-error.ts';

const examples = `
It may run while servers of the version before are up, is done in one transaction, and changes nothing when there is
nothing to do. Environment variable of --db: PARSEC_DB.

Examples:
  parsec-spec migrate --db postgresql://parsec:PASSWORD@db.example.com/parsec
`;

/** `migrate`: makes a PostgreSQL database ready for this version of the server. */
export function register(program: Command): void {
  program
    .command('migrate')
    .description('make a PostgreSQL database ready for this version of serve')
    .option('--db <url>', 'postgresql://USER:PASSWORD@HOST:PORT/DATABASE [PARSEC_DB]')
    .addHelpText('after', examples)
    .action(async ({ db = process.env.PARSEC_DB }: { readonly db?: string }) => {
      if (db === undefined || db === '') {
        throw new CliError(
          'usage',
          'the database is not named',
          'Give --db postgresql://… or set PARSEC_DB.',
        );
      }
      const { migrate } = await import('@parsec-spec/reference-server/serve');
      const { name, from, to } = await migrate(db);
      process.stdout.write(
        from === to
          ? `${name} has the schema version ${to}: nothing to do\n`
          : `${name} went from schema version ${from} to ${to}\n`,
      );
    });
}
