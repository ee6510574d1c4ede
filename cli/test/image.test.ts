import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const image = `parsec-spec-test:${process.pid}`;
const label = 'parsec-spec.cli.test';
const token = 'of-the-image-test';

/** Runs the engine's command line; what it wrote. */
const docker = async (...args: string[]): Promise<string> => (await run('docker', args)).stdout.trim();

const engine = await docker('info').then(
  () => true,
  () => false,
);
// Here these need an engine; in CI its absence is red.
const isHere = engine || process.env.CI !== undefined;
if (!isHere)
  process.stderr.write('the image is not tested: no container engine answers (npm run image:engine)\n');

describe.runIf(isHere)('the image of the reference server', () => {
  const volume = `parsec-spec-test-${process.pid}`;

  beforeAll(async () => {
    expect(engine).toBe(true);
    const build = join(import.meta.dirname, '..', 'image', 'build.ts');
    const env = { ...process.env, NODE_OPTIONS: '', PARSEC_SPEC_IMAGE: image };
    await run(process.execPath, ['--conditions=parsec-spec:src', build], { env });
  }, 120_000);

  afterAll(async () => {
    const left = await docker('ps', '-aq', '--filter', `label=${label}=${process.pid}`);
    for (const id of left.split('\n').filter((line) => line !== '')) await docker('rm', '-fv', id);
    await docker('volume', 'rm', '-f', volume);
    await docker('rmi', '-f', image);
  });

  /** Starts a server whose root file system is read-only; its id. */
  const start = (): Promise<string> =>
    docker(
      ...[
        'run',
        '--detach',
        '--read-only',
        '--label',
        `${label}=${process.pid}`,
        '--volume',
        `${volume}:/data`,
      ],
      ...['--publish', '127.0.0.1::6777', '--env', `PARSEC_ADMINISTRATION_TOKEN=${token}`, image],
    );
  const addressOf = async (id: string): Promise<string> =>
    `http://${(await docker('port', id, '6777/tcp')).split('\n')[0]}`;

  async function until(what: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 30_000; Date.now() < end; await pause(100)) {
      if (await what().catch(() => false)) return;
    }
    throw new Error('it never came to that');
  }

  const organizations = async (id: string, body?: object): Promise<number> => {
    const reply = await fetch(`${await addressOf(id)}/administration/organizations${body ? '' : '/Org'}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return reply.status;
  };

  test('is small, runs as nobody in particular, and has one volume', async () => {
    const { Size, Config } = JSON.parse(await docker('image', 'inspect', '--format', '{{json .}}', image));
    expect(Size).toBeLessThan(140_000_000);
    expect(Config).toMatchObject({
      User: '1000:1000',
      Volumes: { '/data': {} },
      ExposedPorts: { '6777/tcp': {} },
    });
  });

  test('serves on a read-only root, becomes healthy, stops when asked, and keeps what it acknowledged', async () => {
    const first = await start();
    await until(async () => (await organizations(first)) === 404);
    expect(await organizations(first, { organization_id: 'Org' })).toBe(200);
    await until(
      async () => (await docker('inspect', '--format', '{{.State.Health.Status}}', first)) === 'healthy',
    );
    const asked = Date.now();
    await docker('stop', first);
    expect(Date.now() - asked).toBeLessThan(5_000);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', first)).toBe('0');
    const second = await start();
    await until(async () => (await organizations(second)) === 200);
  });

  test('migrates too, and says what is wrong in words', async () => {
    const asked = docker('run', '--rm', image, 'migrate', '--db', 'postgresql://me:hunter2@127.0.0.1:1/x');
    await expect(asked).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('postgresql://127.0.0.1:1/x cannot be opened'),
    });
  });
});
