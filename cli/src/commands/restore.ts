import { defaultStore } from '@parsec-spec/reference-server/settings';
import type { Command } from 'commander';

const examples = `
The server must not run. The backup is checked first; one that is damaged, of another program or of a newer version is
refused, and nothing changes. The store that was there is kept beside the new one, under a name that is told.
Environment variable of --db: PARSEC_DB.

Examples:
  parsec-spec restore parsec-monday.sqlite
  parsec-spec restore /backups/parsec.sqlite --db sqlite:/var/lib/parsec/parsec.sqlite

Exit codes: 0 restored, 1 a server has the store open or it cannot be written, 2 wrong usage, or the backup cannot be used,
  74 stdout cannot be written.
`;

/** `restore`: puts a backup in the place of a SQLite store. */
export function register(program: Command): void {
  program
    .command('restore')
    .description('put a backup in the place of a SQLite store')
    .argument('<file>', 'a copy that backup made')
    .option('--db <url>', `sqlite:FILE (default: ${defaultStore}) [PARSEC_DB]`)
    .addHelpText('after', examples)
    .action(async (file: string, { db }: { readonly db?: string }) => {
      const { restore } = await import('@parsec-spec/reference-server/backup');
      const store = db || process.env.PARSEC_DB || defaultStore;
      const { organizations, records, aside } = restore(store, file);
      const kept = aside === null ? '' : `; what was there before is ${aside}`;
      process.stdout.write(
        `restored ${organizations} organizations, ${records} records to ${store}${kept}\n`,
      );
    });
}
