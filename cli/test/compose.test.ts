import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { steadyPort } from '@parsec-spec/conformance/targets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Compose, installedComposes } from './support/compose.ts';
import { buildImage, docker, engineAnswers, hasPostgres, until } from './support/engine.ts';
import { printed, run } from './support/machines.ts';

const image = `parsec-spec-test:compose-${process.pid}`;
const secrets = {
  PARSEC_ADMINISTRATION_TOKEN: 'Adm1n0fC0mp0s3',
  PARSEC_DATABASE_PASSWORD: 'Passw0rd0fC0mp0s3',
};
const composes = await installedComposes();
const isHere =
  process.env.CI !== undefined || (composes.length > 0 && (await engineAnswers()) && (await hasPostgres()));
if (!isHere)
  process.stderr.write(
    'compose.yaml is not tried: it needs an engine, postgres:18 and Compose (npm run image:postgres; apt-get install docker-compose)\n',
  );

describe.runIf(isHere)('compose.yaml', () => {
  let home = '';
  beforeAll(async () => {
    expect(await engineAnswers()).toBe(true);
    expect(composes).not.toEqual([]);
    home = await mkdtemp(join(tmpdir(), 'parsec-spec-compose-'));
    await buildImage(image);
  });
  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
    await docker('rmi', '-f', image);
  });

  describe.each(composes.map((compose, index) => ({ ...compose, index })))(
    'by Compose $version',
    (compose) => {
      const project = `parsec-spec-test-${process.pid}-${compose.index}`;
      let environment: NodeJS.ProcessEnv = {};
      const call = (...args: string[]): ReturnType<Compose['call']> =>
        compose.call(environment, '--project-name', project, ...args);

      beforeAll(async () => {
        const port = await steadyPort();
        environment = {
          ...secrets,
          PARSEC_SPEC_IMAGE: image,
          PARSEC_PORT: `${port}`,
          PARSEC_SERVER_ADDR: `parsec3://127.0.0.1:${port}?no_ssl=true`,
        };
      });
      afterAll(() => call('down', '--volumes').then(() => undefined), 60_000);

      test('names the secret that is missing', async () => {
        for (const name of Object.keys(secrets)) {
          const without = { ...environment, [name]: undefined };
          await expect(compose.call(without, 'config', '--quiet')).rejects.toMatchObject({
            stderr: expect.stringContaining('set a '),
          });
        }
        await compose.call(environment, 'config', '--quiet');
      });

      test('starts a server for organizations, keeps its data through restart and kill, and is removed completely', async () => {
        const server = `http://127.0.0.1:${environment.PARSEC_PORT}`;
        const answers = async (): Promise<boolean> => (await fetch(server)).ok;
        const client = (args: readonly string[], input = ''): ReturnType<typeof run> =>
          run(join(home, project), args, input);
        const users = async (): Promise<unknown> =>
          printed(
            await client(['user', 'list', '--password-stdin', '--output', 'json'], 'a long pass phrase\n'),
          );

        const { stdout, stderr } = await call('up', '--detach');
        await until(answers);
        const bootstrapped = await client(
          [
            ...['organization', 'create', 'Acme', '--server', server, '--bootstrap', '--password-stdin'],
            ...['--administration-token', secrets.PARSEC_ADMINISTRATION_TOKEN, '--output', 'json'],
            ...['--email', 'alice@example.com', '--name', 'Alice', '--device-label', 'laptop'],
          ],
          'a long pass phrase\n',
        );
        expect(printed(bootstrapped)).toMatchObject({ organization: 'Acme' });
        const invited = await client(
          ['invite', 'user', 'bob@example.com', '--mail', '--password-stdin', '--output', 'json'],
          'a long pass phrase\n',
        );
        expect(printed(invited)).toMatchObject({ mail: 'SUCCESS' });
        const mails = async (): Promise<string> => (await call('logs', '--no-color', 'mail-sink')).stdout;
        await until(async () => (await mails()).includes('bob@example.com'));
        expect(await mails()).toContain(`${server}/redirect/Acme?a=claim_user`);
        const before = await users();

        // The privileges inside a container.
        const privileges = JSON.parse(
          `[${(await docker('inspect', '--format', '{{json .HostConfig}}', ...(await containersOf(project)))).replaceAll('\n', ',')}]`,
        ) as { CapAdd: string[] | null; CapDrop: string[]; SecurityOpt: string[] }[];
        expect(privileges).toHaveLength(4);
        for (const { CapDrop, SecurityOpt } of privileges) {
          expect(CapDrop).toEqual(['ALL']);
          expect(SecurityOpt).toEqual(['no-new-privileges:true']);
        }
        // The entry point of the official database image starts as root and drops its privileges.
        const added = privileges
          .flatMap(({ CapAdd }) => CapAdd ?? [])
          .map((name) => name.replace('CAP_', ''));
        expect(added.toSorted()).toEqual(['CHOWN', 'DAC_READ_SEARCH', 'FOWNER', 'SETGID', 'SETUID']);

        await call('restart', 'server');
        await until(answers);
        expect(await users()).toEqual(before);
        await call('kill', 'server', 'database');
        await call('up', '--detach');
        await until(answers);
        expect(await users()).toEqual(before);

        // The database is copied, emptied and restored as docs/host.md describes.
        const asUser = ['--host', '127.0.0.1', '--username', 'parsec'];
        const inDatabase = ['exec', '-T', 'database'];
        await call(
          ...inDatabase,
          'pg_dump',
          ...asUser,
          '--format',
          'custom',
          '--file',
          '/tmp/copy',
          'parsec',
        );
        await call('stop', 'server');
        await call(
          ...inDatabase,
          'psql',
          ...asUser,
          '--command',
          'drop schema public cascade; create schema public',
        );
        await call(
          ...[...inDatabase, 'pg_restore', ...asUser, '--dbname', 'parsec', '--clean', '--if-exists'],
          ...['--single-transaction', '/tmp/copy'],
        );
        await call('start', 'server');
        await until(answers);
        expect(await users()).toEqual(before);

        const output = stdout + stderr + (await call('logs', '--no-color')).stdout;
        for (const secret of Object.values(secrets)) expect(output).not.toContain(secret);

        const mounts = await docker(
          'inspect',
          '--format',
          '{{json .Mounts}}',
          ...(await containersOf(project)),
        );
        expect(mounts.split('\n').flatMap((line) => JSON.parse(line))).toEqual([
          expect.objectContaining({ Name: `${project}_database` }),
        ]);
        await call('down', '--volumes');
        const left = ['ps --all', 'volume ls', 'network ls'].map((kind) =>
          docker(...kind.split(' '), '--quiet', '--filter', `label=com.docker.compose.project=${project}`),
        );
        expect(await Promise.all(left)).toEqual(['', '', '']);
      });
    },
  );
});

const containersOf = async (project: string): Promise<string[]> =>
  (await docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`)).split(
    '\n',
  );
