import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { Databases } from '../../src/targets/database/databases.ts';
import { Postgres } from '../../src/targets/database/postgres.ts';
import { TcpProxy } from '../../src/targets/database/tcp-proxy.ts';
import { deploy, type NodeFactory, type TemporaryNode } from '../../src/targets/deployment/deploy.ts';

/**
 * Creates nodes with a database and a disk. `released` records each release. The parts named in
 * `failing` fail to release.
 */
function factory(
  released: string[],
  failing: readonly string[],
  start = (): Promise<void> => Promise.resolve(),
): NodeFactory {
  const end = (name: string) => async () => {
    released.push(name);
    if (failing.includes(name)) throw new Error(`${name} cannot be released`);
  };
  const never = () => expect.unreachable();
  const harm = { kill: never, stop: never, pause: never, resume: never, start };
  const faults = { ...harm, cut: never, partition: never, heal: never, slow: never };
  const databases = {
    lease: async () => ({ url: '', faults, log: () => '', release: end('the database') }),
  } as unknown as Databases;
  let nodes = 0;
  return {
    administrationToken: '',
    databases,
    node: async (): Promise<TemporaryNode> => {
      nodes += 1;
      return { ...harm, address: '', log: () => '', remove: end(`node ${nodes}`) };
    },
    disk: async () => ({ volume: '', fill: never, free: never, remove: end('the disk') }),
  };
}
const everything = ['node 1', 'node 2', 'the disk', 'the database'];

test.each(everything)(
  'where %s fails to release, the rest is released and the failure is reported',
  async (name) => {
    const released: string[] = [];
    const { close } = await deploy(factory(released, [name]), { nodes: 2, disk: true });
    await expect(close()).rejects.toThrow(`${name} cannot be released`);
    expect(released).toEqual(everything);
  },
);

test('of several failures the first is reported', async () => {
  const released: string[] = [];
  const { close } = await deploy(factory(released, ['the database', 'node 2']), { nodes: 2, disk: true });
  await expect(close()).rejects.toThrow('node 2 cannot be released');
  expect(released).toEqual(everything);
});

test('a start that fails is reported even if the release after it fails too', async () => {
  const released: string[] = [];
  const dead = () => Promise.reject(new Error('never ready'));
  await expect(deploy(factory(released, ['node 1'], dead), { nodes: 2, disk: true })).rejects.toThrow(
    'never ready',
  );
  expect(released).toEqual(everything);
});

/** A PostgreSQL stub without a server. Its starts are counted. */
function stubPostgres() {
  const postgres = {
    fromHost: { host: '127.0.0.1', port: 1 },
    url: ({ host, port }: { host: string; port: number }, name: string) =>
      `postgresql://${host}:${port}/${name}`,
    makeDatabase: vi.fn<Postgres['makeDatabase']>(async () => 'made'),
    repair: vi.fn<Postgres['repair']>(async () => undefined),
    node: { remove: async () => undefined },
  };
  const started = vi.spyOn(Postgres, 'start').mockResolvedValue(postgres as unknown as Postgres);
  started.mockClear();
  const databases = new Databases({
    hasOwnNetwork: false,
    migrate: async () => undefined,
    signal: undefined,
  });
  return { databases, postgres, started };
}

/** Whether a server listens at the host and port of a URL. */
const isOpen = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname)
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });

test.each([
  ['no database can be created in it', 'makeDatabase'],
  ['no proxy can be opened to it', 'heal'],
] as const)('a PostgreSQL is reused for the next deployment if %s', async (_when, what) => {
  const { databases, postgres, started } = stubPostgres();
  await (await databases.lease()).release();
  const proxies = vi.spyOn(TcpProxy.prototype, 'heal');
  const failing = what === 'heal' ? proxies : postgres.makeDatabase;
  failing.mockRejectedValueOnce(new Error('not now'));
  await expect(databases.lease()).rejects.toThrow('not now');
  const { url, release } = await databases.lease();
  expect(await isOpen(url)).toBe(true);
  await release();
  expect(await isOpen(url)).toBe(false);
  expect(started).toHaveBeenCalledOnce();
  expect(postgres.repair).toHaveBeenCalledTimes(3);
  proxies.mockRestore();
});

test('no proxy stays open to a PostgreSQL in which a database cannot be created', async () => {
  const { databases, postgres } = stubPostgres();
  await (await databases.lease()).release();
  const proxies = vi.spyOn(TcpProxy.prototype, 'heal');
  postgres.makeDatabase.mockRejectedValueOnce(new Error('not now'));
  await expect(databases.lease()).rejects.toThrow('not now');
  expect(proxies).not.toHaveBeenCalled();
  proxies.mockRestore();
});
