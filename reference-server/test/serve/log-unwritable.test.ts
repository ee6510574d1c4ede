import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type LogOptions, makeLog } from '../../src/serve/logging.ts';
import { makeBootstrap } from '../support/bootstrap.ts';
import { FullDiskJournal, sqliteError } from '../support/full-disk.ts';
import { send } from '../support/http.ts';
import { serveProcess } from '../support/serve-process.ts';
import { TestServer } from '../support/test-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const formats = ['console', 'console_no_timestamp', 'json'] as const satisfies LogOptions['format'][];
const hasFullDevice = fs.existsSync('/dev/full');

describe.each(formats)('a log that cannot be written, as %s,', (format) => {
  test.runIf(hasFullDevice)('changes no answer', async () => {
    const disk = new FullDiskJournal();
    const testServer = new TestServer({
      journal: disk,
      log: makeLog({ level: 'debug', format, file: '/dev/full' }),
    });
    const { id, token } = await testServer.organization();
    disk.error = sqliteError(13, 'database or disk is full');
    expect((await testServer.bootstrap(id, makeBootstrap(token))).status).toBe(503);
    disk.error = undefined;
    expect((await testServer.bootstrap(id, makeBootstrap(token))).status).toBe(200);
  });

  test.runIf(hasFullDevice)('does not keep a server from stopping', async () => {
    const server = await serveProcess(['--db', 'memory:', '--log-format', format, '--log-file', '/dev/full']);
    const url = /http:\/\/[\d.]+:\d+/.exec(server.first)?.[0] ?? '';
    expect((await send(url, { method: 'GET', target: '/' })).status).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  test('is written again once there is space, with the buffered lines, whose size is bounded', () => {
    const file = join(folder, format);
    const log = makeLog({ level: 'debug', format, file });
    const write = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    const text = 'x'.repeat(10_000);
    try {
      for (let index = 0; index < 200; index++) log.warn({}, text);
      // Until there is no space for the shortest line.
      for (let index = 0; index < 1_000; index++) log.warn({}, '');
    } finally {
      write.mockRestore();
    }
    // This line exceeds the buffer and is dropped.
    log.warn({}, 'dropped');
    log.info({}, 'there is room');
    log.info({}, 'and still');
    const written = readFileSync(file, 'utf8');
    expect(written).toMatch(/there is room(?:.*\n)+.*and still/);
    const kept = written.match(/x{10000}/g)?.length;
    expect(kept).toBeGreaterThan(90);
    expect(kept).toBeLessThan(110);
  });
});
