import { afterAll, beforeAll, describe, expect } from 'vitest';
import { migrateJournal } from '../../../src/storage/open-journal.ts';
import { PostgresJournal } from '../../../src/storage/postgres/postgres-journal.ts';
import { formerFile, formerStoreSuite } from '../../support/former-store.ts';
import { journalSuite } from '../../support/journal-suite.ts';
import { noPostgres, PostgresContainer } from '../../support/postgres-container.ts';
import { awaySuite } from './away-suite.ts';
import { durabilitySuite } from './durability-suite.ts';
import { lateSuite } from './late-suite.ts';
import { nodesSuite } from './nodes-suite.ts';
import { partedSuite } from './parted-suite.ts';
import { poolSuite } from './pool-suite.ts';
import { schemaSuite } from './schema-suite.ts';
import { serveSuite } from './serve-suite.ts';

// These need an engine and an image. In CI they fail without.
const reason = await noPostgres();
const isHere = reason === undefined || process.env.CI !== undefined;
if (!isHere) process.stderr.write(`${reason}\n`);

describe.runIf(isHere)('PostgreSQL', () => {
  let container: PostgresContainer;
  beforeAll(async () => {
    expect(reason).toBe(undefined);
    container = await PostgresContainer.start();
    // On a busy machine the start of a cluster is slow.
  });
  afterAll(() => container?.stop(), 60_000);

  journalSuite('in PostgreSQL', {
    durable: true,
    store: async () => {
      const url = await container.database();
      await migrateJournal(url);
      return () => PostgresJournal.open(url);
    },
  });
  describe('a store of 4c6bf91', () => {
    let url: Promise<string> | undefined;
    const restored = async () => {
      const database = await container.database();
      await container.run(database, formerFile('postgres.sql').toString());
      return database;
    };
    formerStoreSuite(async () => {
      url ??= restored();
      return PostgresJournal.open(await url);
    });
  });
  schemaSuite(() => container);
  nodesSuite(() => container);
  partedSuite(() => container);
  poolSuite(() => container);
  lateSuite(() => container);
  serveSuite(() => container);
  awaySuite(() => container);
  durabilitySuite(() => container);
});
