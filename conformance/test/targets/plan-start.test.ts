import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultCapabilities } from '../../src/targets/capabilities.ts';
import { byEnvironment, defaultRecipe } from '../../src/targets/default-recipe.ts';
import { ensureStartable, undeployable } from '../../src/targets/deployment/deployability.ts';
import { readTargetFile } from '../../src/targets/read-target-file.ts';
import { placeholdersOf, planStart } from '../../src/targets/start-recipe.ts';

const placeholders = placeholdersOf('127.0.0.1', 5000, '127.0.0.1:5000', 't0k3n', '/data');

test('settings use the names of the target file, with values substituted and lists repeated', async () => {
  const file = await readTargetFile(join(import.meta.dirname, '..', '..', 'targets', 'parsec-cloud.yaml'));
  const options = {
    spontaneous: true,
    initialActiveUsersLimit: 3,
    initialTos: { en_US: 'http://h/a,b', fr_FR: 'http://h/c' },
    initialArchivingPeriod: 7,
    corsAllowOrigins: ['http://one', 'http://two'],
  };
  const plan = planStart(file.start ?? {}, options, placeholders);
  expect(plan.command).toEqual(['run', '--dev']);
  expect(plan.arguments.join(' ')).toBe(
    [
      '--host 127.0.0.1 --port 5000 --server-addr parsec3://127.0.0.1:5000?no_ssl=true --administration-token t0k3n',
      '--validation-email-rate-limit 0 0 --spontaneous-organization-bootstrap',
      '--organization-initial-active-users-limit 3',
      '--organization-initial-tos en_US:http://h/a\\,b,fr_FR:http://h/c',
      '--cors-allow-origins http://one --cors-allow-origins http://two',
      '--organization-initial-realm-deletion-min-archiving-period 7',
    ].join(' '),
  );
  expect(planStart(file.start ?? {}, { production: true }, placeholders).command?.slice(0, 3)).toEqual([
    'run',
    '--db',
    'MOCKED',
  ]);
  expect(planStart(file.start ?? {}, { spontaneous: false }, placeholders).arguments).not.toContain(
    '--spontaneous-organization-bootstrap',
  );
});

test('a setting that the target file does not define is wrong usage', () => {
  expect(planStart({}, {}, placeholders)).toEqual({ command: undefined, arguments: [], environment: {} });
  expect(() => planStart({}, { spontaneous: true }, placeholders)).toThrow(
    expect.objectContaining({ code: 'usage', hint: expect.stringContaining('start.options.spontaneous') }),
  );
});

test('braces that are no placeholder stay as they are', () => {
  const given = ['{port}', '{other}', '{}', `$${'{port}'}`];
  expect(planStart({ arguments: given }, {}, placeholders).arguments).toEqual(['5000', ...given.slice(1)]);
});

test('without a target file all settings use the environment variables of Parsec', () => {
  const plan = byEnvironment(
    planStart(
      defaultRecipe,
      {
        spontaneous: true,
        corsAllowOrigins: ['a', 'b'],
        validationEmails: { cooldown: 60, mostPerHour: 3 },
      },
      placeholders,
    ),
  );
  expect(plan.arguments).toEqual([]);
  expect(plan.environment).toEqual({
    PARSEC_HOST: '127.0.0.1',
    PARSEC_PORT: '5000',
    PARSEC_SERVER_ADDR: 'parsec3://127.0.0.1:5000?no_ssl=true',
    PARSEC_ADMINISTRATION_TOKEN: 't0k3n',
    PARSEC_SPONTANEOUS_ORGANIZATION_BOOTSTRAP: 'true',
    PARSEC_CORS_ALLOW_ORIGINS: 'a b',
    PARSEC_VALIDATION_EMAIL_RATE_LIMIT: '60 3',
    PARSEC_CMD_ARGS:
      '--host 127.0.0.1 --port 5000 --server-addr parsec3://127.0.0.1:5000?no_ssl=true --administration-token t0k3n --spontaneous-organization-bootstrap --cors-allow-origins a --cors-allow-origins b --validation-email-rate-limit 60 3',
  });
});

test('a server uses its own store, or the given database', async () => {
  const file = await readTargetFile(
    join(import.meta.dirname, '..', '..', 'targets', 'reference-server.yaml'),
  );
  const words = (database?: string) => {
    const plan = planStart(file.start ?? {}, { spontaneous: true }, { ...placeholders, database });
    return plan.arguments.slice(-3);
  };
  expect(words()).toEqual(['--db', 'sqlite:/data/parsec.sqlite', '--spontaneous-organization-bootstrap']);
  expect(words('postgresql://h/d')).toEqual([
    '--db',
    'postgresql://h/d',
    '--spontaneous-organization-bootstrap',
  ]);
});

const url = { kind: 'url', address: 'http://h' } as const;
const cmd = { kind: 'cmd', command: 'c' } as const;
const image = { kind: 'image', image: 'i' } as const;
const database = { arguments: ['--db', '{database}'], migrate: { image: ['migrate'] } };

test('servers are not started with storage that they do not support', () => {
  const refusal = (...words: Parameters<typeof ensureStartable>) => {
    try {
      ensureStartable(...words);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  expect(refusal(url, {}, undefined)).toBeUndefined();
  expect(refusal(url, { database }, undefined)).toBeUndefined();
  expect(refusal(image, {}, undefined)).toBeUndefined();
  expect(refusal(image, { database }, 'postgres')).toBeUndefined();
  expect(refusal(image, { database, store: {} }, undefined)).toBeUndefined();
  const usage = (hint: string) =>
    expect.objectContaining({ code: 'usage', hint: expect.stringContaining(hint) });
  expect(refusal(url, { database }, 'postgres')).toEqual(usage("cmd:'COMMAND'"));
  expect(refusal(image, {}, 'postgres')).toEqual(usage('start.database'));
  expect(refusal(image, { database }, undefined)).toEqual(usage('--with postgres'));
  expect(refusal(cmd, { database }, 'postgres')).toEqual(usage('start.database.migrate.cmd'));
});

test('only declared features are deployable, and only on storage that supports the faults', () => {
  const all = { ...defaultCapabilities, durable: true, nodes: true, database: true, disk: true };
  const left = (...words: Parameters<typeof undeployable>) => Object.keys(undeployable(...words)).sort();
  expect(left(image, all, { data: '/data' }, false)).toEqual(['database', 'nodes']);
  expect(left(image, all, {}, false)).toEqual(['database', 'disk', 'nodes']);
  expect(left(cmd, all, { data: '/data' }, false)).toEqual(['database', 'disk', 'nodes']);
  expect(left(image, all, { data: '/data' }, true)).toEqual(['disk']);
  expect(left(cmd, all, {}, true)).toEqual(['disk']);
  expect(left(image, defaultCapabilities, { data: '/data' }, true)).toEqual([
    'database',
    'disk',
    'durable',
    'nodes',
  ]);
});
