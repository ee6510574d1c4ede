import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { PostgresContainer } from './postgres-container.ts';
import { serveProcess } from './process.ts';

const bin = join(import.meta.dirname, '..', '..', 'cli', 'bin', 'parsec-spec.mjs');
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
  });
}
