import { DateTime } from '@parsec-spec/spec/codec';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../../src/serve/start-server.ts';
import { migrateJournal, openJournal } from '../../../src/storage/open-journal.ts';
import { postgresSchema } from '../../../src/storage/postgres/postgres-schema.ts';
import type { PostgresContainer } from '../../support/postgres-container.ts';

const refusal = (opening: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> =>
  opening.then(
    () => {
      throw new Error('it worked');
    },
    (error) => error,
  );

/** Opens the database, writes to it unless it has content, and returns its state. */
async function organizationAt(url: string, known?: object): Promise<object> {
  const journal = await openJournal(url);
  const at = DateTime.ofMillis(1_700_000_000_000);
  const updated = { record: 'organization_updated', at, is_expired: true } as const;
  if (known === undefined)
    await journal.append({ organization: 'A', version: 0, records: [updated], figures: [] });
  const found = await journal.open('A', 1);
  await journal.close();
  expect(found.records).toHaveLength(1);
  return found;
}

/** The databases that are accepted, and the messages about the others. */
export function schemaSuite(container: () => PostgresContainer): void {
  describe('a database', () => {
    test('without tables or with older ones is refused by serve, which names the command that helps', async () => {
      const url = await container().database();
      const refused = await refusal(startServer({ db: url }));
      expect(refused).toMatchObject({
        code: 'cannot-start',
        hint: expect.stringContaining('parsec-spec migrate --db'),
      });
      expect(refused.message + refused.hint).not.toContain('hunter2');
      expect(await migrateJournal(url)).toMatchObject({ from: 0, to: postgresSchema });
      await container().run(url, 'UPDATE parsec_spec.schema SET version = 0');
      expect(await refusal(openJournal(url))).toMatchObject({ code: 'older' });
      await container().run(url, `UPDATE parsec_spec.schema SET version = ${postgresSchema}`);
      const server = await startServer({ db: url });
      expect(server.db).toMatch(/^postgresql:\/\/127\.0\.0\.1:\d+\/test\d+$/);
      await server.close();
    });

    test('is migrated once, even by concurrent migrations', async () => {
      const url = await container().database();
      const done = await Promise.all([migrateJournal(url), migrateJournal(url), migrateJournal(url)]);
      expect(done.map(({ from }) => from).toSorted()).toEqual([0, postgresSchema, postgresSchema]);
      expect(await migrateJournal(url)).toMatchObject({ from: postgresSchema, to: postgresSchema });
    });

    test('of the version without snapshots keeps its content', async () => {
      const url = await container().database();
      await migrateJournal(url);
      const organization = await organizationAt(url);
      await container().run(
        url,
        'DROP TABLE parsec_spec.snapshots; UPDATE parsec_spec.schema SET version = 1',
      );
      expect(await refusal(openJournal(url))).toMatchObject({
        code: 'older',
        message: expect.stringContaining('version 1'),
      });
      expect(await migrateJournal(url)).toMatchObject({ from: 1, to: postgresSchema });
      expect(await organizationAt(url, organization)).toEqual(organization);
    });

    test('of a newer version is refused by both, and left as it is', async () => {
      const url = await container().database();
      await migrateJournal(url);
      await container().run(url, 'UPDATE parsec_spec.schema SET version = 999');
      for (const open of [migrateJournal, openJournal]) {
        expect(await refusal(open(url))).toMatchObject({
          code: 'newer',
          message: expect.stringContaining('999'),
        });
      }
      expect(await container().run(url, 'SELECT version FROM parsec_spec.schema')).toEqual([
        { version: 999 },
      ]);
    });

    test('that does not exist is refused with a message without the password', async () => {
      const url = (await container().database()).replace(/test\d+$/, 'missing');
      const refused = await refusal(openJournal(url));
      expect(refused).toMatchObject({ code: 'unusable', message: expect.stringContaining('missing') });
      expect(refused.message + refused.hint).not.toContain('hunter2');
    });
  });
}
