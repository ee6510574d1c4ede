import { createServer } from '../../src/core/create-server.ts';
import { inProcess } from '../../src/http/in-process.ts';
import { migrateJournal } from '../../src/storage/open-journal.ts';
import { PostgresJournal } from '../../src/storage/postgres/postgres-journal.ts';
import type { PostgresContainer } from './postgres-container.ts';
import { organizationBehind, type TestOrganization } from './test-organization.ts';

/** Two nodes on one database, and an organization as each of them serves it. */
interface TwoNodes {
  readonly one: TestOrganization;
  readonly other: TestOrganization;
  readonly url: string;
  close(): Promise<void>;
}

export async function twoNodes(container: PostgresContainer): Promise<TwoNodes> {
  const url = await container.database();
  await migrateJournal(url);
  const servers = await Promise.all(
    [1, 2].map(async () =>
      createServer({
        journal: await PostgresJournal.open(url),
        config: { administration_token: 's3cr3t' },
      }),
    ),
  );
  const [first, second] = servers.map(inProcess);
  if (first === undefined || second === undefined) throw new Error('two nodes');
  const one = await organizationBehind(first);
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
  return { one, other: one.behind(second), url, close };
}

/** Cuts every connection to a database, and waits until they have ended. */
export async function cutAll(container: PostgresContainer, url: string): Promise<void> {
  await container.run(
    url,
    'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
  );
}
