import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { PostgresContainer } from '../../support/postgres-container.ts';
import { serveProcess } from '../../support/serve-process.ts';

const bin = join(import.meta.dirname, '..', '..', '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
const run = promisify(execFile);
const migrate = (url: string) =>
  run(process.execPath, ['--conditions=parsec-spec:src', bin, 'migrate', '--db', url], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });

/** The programs that a host runs. */
export function serveSuite(container: () => PostgresContainer): void {
  describe('parsec-spec', () => {
    test('migrate makes a database ready, and serve serves it, not before', async () => {
      const url = await container().database();
      await expect(serveProcess(['--db', url])).rejects.toThrow(
        /ended with 1: (?!.*hunter2).*parsec-spec migrate --db/s,
      );
      expect((await migrate(url)).stdout).toMatch(/^(?!.*hunter2).* went from schema version 0 to 2\n$/);
      expect((await migrate(url)).stdout).toMatch(/ has the schema version 2: nothing to do\n$/);
      const server = await serveProcess([
        '--db',
        url,
        '--db-min-connections',
        '0',
        '--db-max-connections',
        '2',
      ]);
      expect(server.first).toMatch(/\(db=postgresql:\/\/127\.0\.0\.1:\d+\/test\d+ /);
      server.child.kill('SIGTERM');
      expect(await server.ended).toBe(0);
      expect(server.stdout() + server.stderr()).not.toContain('hunter2');
    });

    test('migrate and serve wait for a starting database, and not for one that refuses them', async () => {
      const url = await container().database();
      await container().act('kill');
      const migrated = migrate(url);
      const serving = migrated.then(() => serveProcess(['--db', url]));
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await container().act('start');
      expect(await migrated).toMatchObject({
        stdout: expect.stringMatching(/ went from schema version 0 to 2\n$/),
        stderr: expect.stringMatching(
          /^postgresql:\/\/127.* does not answer yet: it is tried for \d+ s more\n/,
        ),
      });
      const server = await serving;
      await container().act('kill');
      const second = serveProcess(['--db', url]);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await container().act('start');
      for (const { child, ended } of [server, await second]) {
        child.kill('SIGTERM');
        expect(await ended).toBe(0);
      }
      const began = Date.now();
      await expect(serveProcess(['--db', url.replace(/test\d+$/, 'missing')])).rejects.toThrow(
        /ended with 1: (?!.*does not answer yet).*"missing" does not exist/s,
      );
      expect(Date.now() - began).toBeLessThan(10_000);
    });
  });
}
