import { afterAll, beforeAll, describe, expect } from 'vitest';
import { migrateJournal } from '../src/storage/open-journal.ts';
import { PostgresJournal } from '../src/storage/postgres/postgres-journal.ts';
import { formerFile, formerStoreSuite } from './former-store.ts';
import { journalSuite } from './journal-suite.ts';
import { awaySuite } from './postgres-away.ts';
import { PostgresContainer, noPostgres } from './postgres-container.ts';
import { durabilitySuite } from './postgres-durability.ts';
import { lateSuite } from './postgres-late.ts';
import { nodesSuite } from './postgres-nodes.ts';
import { partedSuite } from './postgres-parted.ts';
import { poolSuite } from './postgres-pool.ts';
import { schemaSuite } from './postgres-schema.ts';
import { serveSuite } from './postgres-serve.ts';

// Here these need an engine and an image; in CI their absence is red.
const isHere = noPostgres === undefined || process.env.CI !== undefined;
if (!isHere) process.stderr.write(`${noPostgres}\n`);

describe.runIf(isHere)('PostgreSQL', () => {
  let container: PostgresContainer;
  beforeAll(async () => {
    expect(noPostgres).toBe(undefined);
    container = await PostgresContainer.start();
    // On a busy machine a cluster takes its time.
  }, 60_000);
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
