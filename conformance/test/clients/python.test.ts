import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningServer, startServer } from '@parsec-spec/reference-server/serve';
import { requirements } from '@parsec-spec/spec/requirements';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import {
  createOrganization,
  greet,
  PythonClient,
  pythonClientFolder,
  pythonMutants,
} from '../support/clients/python-client.ts';
import { canRunPython, python } from '../support/python.ts';

const modules = (await readdir(pythonClientFolder)).filter((name) => name.endsWith('.py'));

test('the Python client has at most 1,250 lines', async () => {
  const texts = await Promise.all(modules.map((name) => readFile(join(pythonClientFolder, name), 'utf8')));
  expect(texts.join('').split('\n').length).toBeLessThanOrEqual(1251);
});

describe('the mutants of the Python client', () => {
  it('are twenty, each with its own name', () => {
    expect(new Set(pythonMutants.map(({ name }) => name)).size).toBe(pythonMutants.length);
    expect(pythonMutants.length).toBeGreaterThanOrEqual(20);
  });

  it.each(pythonMutants)(
    '$name replaces a text that occurs once, for a requirement of clients',
    async (mutant) => {
      const text = await readFile(join(pythonClientFolder, mutant.file), 'utf8');
      expect(text.split(mutant.find)).toHaveLength(2);
      expect(mutant.replace).not.toBe(mutant.find);
      const requirement = requirements.find(({ id }) => id === mutant.requirement);
      expect(requirement?.underTest).toMatch(/client|both/);
    },
  );
});

describe.runIf(await canRunPython())('the Python client', () => {
  let folder: string;
  let server: RunningServer;
  const clients: PythonClient[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parsec-spec-python-'));
    server = await startServer({ port: 0, administrationToken: 's3cr3t' });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (name: string): PythonClient => {
    const client = new PythonClient(join(folder, name));
    clients.push(client);
    return client;
  };
  const alice = { email: 'alice@example.com', name: 'Alice', device: 'laptop', password: 'P@ss-alice' };
  const bob = { email: 'bob@example.com', name: 'Bob', device: 'desktop', password: 'P@ss-bob' };

  it('reads every vector as fixtures/README.md says', async () => {
    const fixtures = join(import.meta.dirname, '..', '..', '..', 'fixtures');
    const script = join(import.meta.dirname, 'read-fixtures.py');
    const { stdout } = await promisify(execFile)(python, [script, pythonClientFolder, fixtures], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    expect(stdout).toMatch(/^read [1-9]\d\d vectors\n$/);
  });

  it('bootstraps, invites, enrols a user and a device, and logs in', async () => {
    const link = await createOrganization(server.port, 'PythonFull');
    const first = at('alice');
    expect(await first.act('bootstrap', { link, ...alice })).toMatchObject({ end: 'ok' });
    expect(await first.act('bootstrap', { link, ...alice })).toMatchObject({ end: 'refused' });
    expect(await first.act('logIn', { password: alice.password })).toMatchObject({ end: 'ok' });
    expect(await first.act('logIn', { password: 'wrong' })).toMatchObject({ end: 'refused' });

    const watched = first.start('watch', { password: alice.password });
    await first.next(watched, 'event');
    const invited = await first.act('invite', { email: bob.email, password: alice.password });
    expect(await first.next(watched, 'event')).toMatchObject({ event: { event: 'INVITATION' } });
    const second = at('bob');
    const both = [
      { client: first, fields: { link: invited.link, password: alice.password, grant: { name: 'Robert' } } },
      { client: second, fields: { link: invited.link, ...bob } },
    ] as const;
    for (const mistaken of ['greeter', 'claimer'] as const) {
      const ends = await greet(...both, mistaken);
      expect(ends).toMatchObject({ greeter: { end: 'refused' }, claimer: { end: 'refused' } });
    }
    expect((await second.act('list')).devices).toEqual([]);
    expect(await greet(...both)).toMatchObject({ greeter: { end: 'ok' }, claimer: { end: 'ok' } });

    const own = await second.act('invite', { password: bob.password });
    const third = at('phone');
    const ends = await greet(
      { client: second, fields: { link: own.link, password: bob.password } },
      { client: third, fields: { link: own.link, ...bob, device: 'phone' } },
    );
    expect(ends).toMatchObject({ greeter: { end: 'ok' }, claimer: { end: 'ok' } });
    expect(await third.act('list', { password: bob.password })).toMatchObject({
      users: [
        { email: alice.email, name: 'Alice', profile: 'ADMIN', revoked: false },
        { email: bob.email, name: 'Robert', profile: 'STANDARD', revoked: false },
      ],
      devices: [{ device: 'phone', email: bob.email, organization: 'PythonFull' }],
    });

    expect(await first.act('revoke', { email: bob.email, password: alice.password })).toMatchObject({
      end: 'ok',
    });
    expect(await third.act('logIn', { password: bob.password })).toMatchObject({ end: 'refused' });
    await first.act('stop', { of: watched });
    expect(await first.next(watched, 'end')).toMatchObject({ end: 'ok' });
    for (const client of [first, second, third]) expect(client.log).not.toMatch(/P@ss|xBA/);
  });

  it('cancels a greeting with stop, and ends when stdin closes', async () => {
    const link = await createOrganization(server.port, 'PythonStop');
    const [greeter, claimer] = [at('greeter'), at('claimer')];
    await greeter.act('bootstrap', { link, ...alice });
    const invited = await greeter.act('invite', { email: bob.email, password: alice.password });
    const greets = greeter.start('greet', { link: invited.link, password: alice.password });
    const claims = claimer.start('claim', { link: invited.link, ...bob });
    await greeter.next(greets, 'shown');
    expect(await greeter.act('stop', { of: greets })).toMatchObject({ end: 'ok' });
    expect(await greeter.next(greets, 'end')).toMatchObject({ end: 'cancelled' });
    claimer.send({ id: claims, choose: null });
    expect(await claimer.next(claims, 'end')).toMatchObject({ end: 'refused' });
    const waits = greeter.start('greet', { link: invited.link, password: alice.password });
    expect(await greeter.close()).toBe(0);
    expect(await greeter.next(waits, 'end')).toMatchObject({ end: 'cancelled' });
  });

  it('opens device files of other clients, changes passwords, and keeps files private', async () => {
    const vectors = join(
      import.meta.dirname,
      '..',
      '..',
      '..',
      'fixtures',
      'device-files',
      'device-files.json',
    );
    const { vectors: files } = JSON.parse(await readFile(vectors, 'utf8')) as {
      vectors: { id: string; input: string; given: { secret: string } }[];
    };
    const { input, given } = files.find(({ id }) => id === 'bob-desktop-keys')!;
    const home = join(folder, 'foreign');
    const devices = join(home, '.config', 'parsec3', 'libparsec', 'devices');
    await mkdir(devices, { recursive: true });
    const path = join(devices, 'bob.keys');
    await writeFile(path, Buffer.from(input, 'hex'));
    await writeFile(join(devices, 'junk.keys'), 'junk');
    const client = at('foreign');
    expect((await client.act('list')).devices).toEqual([
      { device: 'desktop', email: 'bob@example.com', organization: 'OrgA-sample' },
    ]);
    const changed = await client.act('changePassword', { old: given.secret, new: 'other' });
    expect(changed).toMatchObject({ end: 'ok' });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await client.act('changePassword', { old: given.secret, new: 'x' })).toMatchObject({
      end: 'refused',
    });
    expect(await client.act('changePassword', { device: path, old: 'other', new: 'x' })).toMatchObject({
      end: 'ok',
    });
  });

  it('answers hello, and refuses acts that it does not know', async () => {
    const client = at('hello');
    expect(await client.act('hello', { contract: 1 })).toMatchObject({
      acts: expect.arrayContaining(['bootstrap', 'logIn', 'list', 'claim', 'greet', 'changePassword']),
      opensForeignFiles: true,
      cheapPasswords: true,
    });
    expect(await client.act('juggle')).toMatchObject({ end: 'unsupported' });
  });
});
