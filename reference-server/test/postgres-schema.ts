import { describe, expect, test } from 'vitest';
import { migrateJournal, openJournal } from '../src/journal/index.ts';
import { startServer } from '../src/serve/index.ts';
import type { PostgresContainer } from './postgres-container.ts';

const refusal = (opening: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> =>
  opening.then(
    () => {
      throw new Error('it worked');
    },
    (fault) => fault,
  );

/** Which databases are taken, and what is said of the others. */
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
      expect(await migrateJournal(url)).toMatchObject({ from: 0, to: 1 });
      await container().run(url, 'UPDATE parsec_spec.schema SET version = 0');
      expect(await refusal(openJournal(url))).toMatchObject({ code: 'older' });
      await container().run(url, 'UPDATE parsec_spec.schema SET version = 1');
      const server = await startServer({ db: url });
      expect(server.db).toMatch(/^postgresql:\/\/127\.0\.0\.1:\d+\/test\d+$/);
      await server.close();
    });

    test('is migrated once, whoever else does it at the same time', async () => {
      const url = await container().database();
      const done = await Promise.all([migrateJournal(url), migrateJournal(url), migrateJournal(url)]);
      expect(done.map(({ from }) => from).toSorted()).toEqual([0, 1, 1]);
      expect(await migrateJournal(url)).toMatchObject({ from: 1, to: 1 });
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

    test('that is not there is refused in words without the password', async () => {
      const url = (await container().database()).replace(/test\d+$/, 'missing');
      const refused = await refusal(openJournal(url));
      expect(refused).toMatchObject({ code: 'unusable', message: expect.stringContaining('missing') });
      expect(refused.message + refused.hint).not.toContain('hunter2');
    });
  });
}
