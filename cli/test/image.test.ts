import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import nodeFlags from '@parsec-spec/reference-server/node-flags.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildImage, docker, engineAnswers, hasPostgres, until } from './support/engine.ts';
import { fencesToRun } from './support/fences.ts';

const run = promisify(execFile);

const image = `parsec-spec-test:${process.pid}`;
const label = 'parsec-spec.cli.test';
const token = 'of-the-image-test';
const health = '{{.State.Health.Status}}';

// Without a container engine these tests are skipped locally and fail in CI.
const isHere = process.env.CI !== undefined || (await engineAnswers());
const isPostgresHere = isHere && (await hasPostgres());
if (!isHere)
  process.stderr.write('the image is not tested: no container engine answers (npm run image:engine)\n');
else if (!isPostgresHere)
  process.stderr.write(
    'the image is not tested on PostgreSQL: no postgres:18 here (npm run image:postgres)\n',
  );

describe.runIf(isHere)('the image of the reference server', () => {
  const name = `parsec-spec-test-${process.pid}`;
  const [volume, network] = [name, name];
  const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-image-'));

  beforeAll(async () => {
    expect(await engineAnswers()).toBe(true);
    await buildImage(image);
  });

  afterAll(async () => {
    const left = await docker('ps', '-aq', '--filter', `label=${label}=${process.pid}`);
    for (const id of left.split('\n').filter((line) => line !== '')) await docker('rm', '-fv', id);
    await docker('volume', 'rm', '-f', volume, `${name}-volume`);
    rmSync(folder, { recursive: true });
    await docker('network', 'rm', network).catch(() => '');
    await docker('rmi', '-f', image);
  });

  /**
   * Starts a command of the image (default: the server) with a read-only root. Returns the id of
   * the container.
   */
  const start = (options: readonly string[], ...command: readonly string[]): Promise<string> =>
    docker(
      ...['run', '--detach', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
      ...['--label', `${label}=${process.pid}`],
      ...['--publish', '127.0.0.1::6777', '--env', `PARSEC_ADMINISTRATION_TOKEN=${token}`, ...options],
      ...[image, ...command],
    );
  const onVolume = ['--volume', `${volume}:/data`];
  const addressOf = async (id: string): Promise<string> =>
    `http://${(await docker('port', id, '6777/tcp')).split('\n')[0]}`;

  const organizations = async (id: string, body?: object): Promise<number> => {
    const reply = await fetch(`${await addressOf(id)}/administration/organizations${body ? '' : '/Org'}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return reply.status;
  };

  test('is small, runs as an unprivileged user, and has one volume', async () => {
    const { Size, Config } = JSON.parse(await docker('image', 'inspect', '--format', '{{json .}}', image));
    expect(Size).toBeLessThan(140_000_000);
    expect(Config).toMatchObject({
      User: '1000:1000',
      Entrypoint: ['/node', ...nodeFlags, '/app/parsec-spec.mjs'],
      Volumes: { '/data': {} },
      ExposedPorts: { '6777/tcp': {} },
    });
  });

  test('serves with a read-only root, becomes healthy, stops on SIGTERM, and keeps acknowledged data', async () => {
    const first = await start(onVolume);
    await until(async () => (await organizations(first)) === 404);
    expect(await organizations(first, { organization_id: 'Org' })).toBe(200);
    await until(async () => (await docker('inspect', '--format', health, first)) === 'healthy');
    // A server that does not stop within 10 s is killed, and its exit code is 137.
    await docker('stop', first);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', first)).toBe('0');
    const second = await start(onVolume);
    await until(async () => (await organizations(second)) === 200);
    await docker('rm', '-f', second);
  });

  test('is hosted, backed up and restored by the commands of docs/host.md', async () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'host.md'), 'utf8');
    const [host, copy, restore] = fencesToRun(page, 'host').map(({ commands }) => commands);
    // As written, but with names and a port for the test.
    const shell = (commands = ''): Promise<string> =>
      run(
        'bash',
        [
          '-euo',
          'pipefail',
          '-c',
          commands
            .replaceAll('--volume parsec:', `--volume ${name}-volume:`)
            .replaceAll('parsec-spec:dev', image)
            .replaceAll(/ parsec(?=[ :\n])/g, ` ${name}`)
            .replace('127.0.0.1:6777:', '127.0.0.1::')
            .replace('--detach', `--detach --label ${label}=${process.pid}`),
        ],
        {
          cwd: folder,
          env: { ...process.env, PARSEC_ADMINISTRATION_TOKEN: token },
        },
      ).then(({ stdout }) => stdout);
    await shell(host);
    expect(await docker('inspect', '--format', '{{json .HostConfig.SecurityOpt}}', name)).toBe(
      '["no-new-privileges"]',
    );
    expect(restore).toMatch(/docker run .*--security-opt no-new-privileges/s);
    await until(async () => (await organizations(name)) === 404);
    expect(await organizations(name, { organization_id: 'Org' })).toBe(200);
    expect(await shell(copy)).toContain('1 organizations');
    expect(readdirSync(folder)).toEqual(['copy.sqlite']);
    // A store that a server uses is not replaced.
    const beside = docker('exec', name, '/node', '/app/parsec-spec.mjs', 'restore', '/data/copy.sqlite');
    await expect(beside).rejects.toMatchObject({ code: 1 });
    expect(await shell(restore)).toContain('restored 1 organizations');
    await until(async () => (await organizations(name)) === 200);
  });

  test.runIf(isPostgresHere)('two nodes on one PostgreSQL are one server, and need no volume', async () => {
    await docker('network', 'create', '--label', `${label}=${process.pid}`, network);
    const ofNetwork = ['--network', network, '--tmpfs', '/data'];
    const database = await docker(
      ...['run', '--detach', '--label', `${label}=${process.pid}`, '--network', network],
      ...['--network-alias', 'database', 'postgres:18'],
    );
    await until(async () => (await docker('exec', database, 'pg_isready', '-h', '127.0.0.1')) !== '');
    const db = ['--db', 'postgresql://postgres@database/postgres'];
    expect(await docker('run', '--rm', '--read-only', ...ofNetwork, image, 'migrate', ...db)).toMatch(
      /^postgresql:\/\/database\/postgres went from schema version 0 to \d+$/,
    );
    const one = await start(ofNetwork, 'serve', ...db);
    const other = await start(ofNetwork, 'serve', ...db);
    await until(async () => (await organizations(one)) === 404);
    expect(await organizations(one, { organization_id: 'Org' })).toBe(200);
    await until(async () => (await organizations(other)) === 200);
    for (const id of [one, other]) {
      await docker('stop', id);
      expect(await docker('inspect', '--format', '{{.State.ExitCode}}', id)).toBe('0');
    }
  });

  test('verifies with libsodium, offers the client in the browser, and has further subcommands', async () => {
    const server = await start([]);
    await until(async () => (await organizations(server)) === 404);
    const maps = 'process.stdout.write(require("node:fs").readFileSync("/proc/1/maps"))';
    expect(await docker('exec', server, '/node', '-e', maps)).toContain('sodium-native');
    const sink = await start(['--env', 'PARSEC_PORT=2525'], 'mail-sink', '--host', '0.0.0.0');
    await until(async () => (await docker('inspect', '--format', health, sink)) === 'healthy');
    const pages = await fetch(`${await addressOf(server)}/client/`);
    expect(pages.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(await pages.text()).toMatch(/assets\/page-[\w-]+\.js/);
    expect(await docker('logs', sink)).toContain('receiving mails on 0.0.0.0:2525');
    await docker('stop', sink);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', sink)).toBe('0');
  });

  test('explains errors', async () => {
    const db = ['--db', 'postgresql://me:hunter2@127.0.0.1:1/x', '--db-wait', '0'];
    const asked = docker('run', '--rm', image, 'migrate', ...db);
    await expect(asked).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('postgresql://127.0.0.1:1/x cannot be opened'),
    });
  });
});
