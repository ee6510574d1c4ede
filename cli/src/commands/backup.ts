import { defaultStore } from '@parsec-spec/reference-server/settings';
import type { Command } from 'commander';

const examples = `
The server can keep running. The copy has everything that the server had
acknowledged before. It is checked, and gets its name when it is complete and on
the disk. Only its owner can read it, because it holds tokens.
For PostgreSQL use pg_dump.

Examples:
  parsec-spec backup parsec-monday.sqlite
  parsec-spec backup /backups/parsec.sqlite --force \\
    --db sqlite:/var/lib/parsec/parsec.sqlite

Exit codes: 0 copied, 1 it cannot be written, 2 wrong usage, or the store cannot
  be used, 74 stdout cannot be written.
`;

/** Adds `backup`, which copies a SQLite store, also while a server uses it. */
export function register(program: Command): void {
  program
    .command('backup')
    .description('copy a SQLite store, also while the server runs')
    .argument('<file>', 'the copy, which must not exist yet')
    .option('--db <url>', `sqlite:FILE (default: ${defaultStore}) [PARSEC_DB]`)
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', examples)
    .action(
      async (file: string, { db, force = false }: { readonly db?: string; readonly force?: boolean }) => {
        const { backup } = await import('@parsec-spec/reference-server/backup');
        const { organizations, records, bytes } = backup(db || process.env.PARSEC_DB || defaultStore, file, {
          force,
        });
        process.stdout.write(
          `${file}: ${organizations} organizations, ${records} records, ${bytes} bytes, checked\n`,
        );
      },
    );
}
