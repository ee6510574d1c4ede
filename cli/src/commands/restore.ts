import { defaultStore } from '@parsec-spec/reference-server/settings';
import type { Command } from 'commander';

const examples = `
The server must be stopped. The backup is checked first. It is refused, and
nothing changes, if it is damaged, of another program or of a newer version. The
former store is kept under another name, which is printed.

Examples:
  parsec-spec restore parsec-monday.sqlite
  parsec-spec restore /backups/parsec.sqlite \\
    --db sqlite:/var/lib/parsec/parsec.sqlite

Exit codes: 0 restored, 1 a server uses the store, or it cannot be written, 2
  wrong usage, or the backup cannot be used, 74 stdout cannot be written.
`;

/** Adds `restore`, which replaces a SQLite store by a backup. */
export function register(program: Command): void {
  program
    .command('restore')
    .description('replace a SQLite store by a backup')
    .argument('<file>', 'a copy that backup made')
    .option('--db <url>', `sqlite:FILE (default: ${defaultStore}) [PARSEC_DB]`)
    .addHelpText('after', examples)
    .action(async (file: string, { db }: { readonly db?: string }) => {
      const { restore } = await import('@parsec-spec/reference-server/backup');
      const store = db || process.env.PARSEC_DB || defaultStore;
      const { organizations, records, aside } = restore(store, file);
      const backupNote = aside === null ? '' : `; the former store is ${aside}`;
      process.stdout.write(
        `restored ${organizations} organizations, ${records} records to ${store}${backupNote}\n`,
      );
    });
}
