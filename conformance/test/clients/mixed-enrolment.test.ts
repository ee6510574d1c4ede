import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '@parsec-spec/reference-client/certificates';
import { claim, greet } from '@parsec-spec/reference-client/enrolment';
import { logIn, type Session } from '@parsec-spec/reference-client/journeys';
import { type RunningServer, startServer } from '@parsec-spec/reference-server/serve';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { parseInvitationUrl } from '@parsec-spec/spec/urls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrganization, PythonClient } from '../support/clients/python-client.ts';
import { canRunPython } from '../support/python.ts';

const password = 'P@ss-both';
const crypto = syncCrypto;

describe.runIf(await canRunPython())('the Python client and the reference client', () => {
  let home: string;
  let server: RunningServer;
  let alice: PythonClient;
  const clients: PythonClient[] = [];

  const start = (name: string): PythonClient => {
    const client = new PythonClient(join(home, name));
    clients.push(client);
    return client;
  };
  const devicesOf = (name: string) => join(home, name, '.config', 'parsec3', 'libparsec', 'devices');
  /** Opens the only device file of a Python client with the reference client. */
  const openWithReference = async (name: string): Promise<Session> => {
    const [file] = (await readdir(devicesOf(name))).filter((path) => path.endsWith('.keys'));
    const path = join(devicesOf(name), file!);
    const opened = await logIn({
      crypto,
      path,
      secret: { kind: 'password', password },
      storeOf: () => memoryStore(),
    });
    expect(opened.outcome).toBe('synced');
    return (opened as { session: Session }).session;
  };
  const invitationOf = async (email: string) => {
    const { link } = await alice.act('invite', { email, password });
    const invitation = parseInvitationUrl(link!);
    if (!invitation.ok) throw new Error(invitation.expected);
    return { link, address: invitation.address };
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'parsec-spec-mixed-'));
    server = await startServer({ port: 0, administrationToken: 's3cr3t' });
    alice = start('alice');
    const link = await createOrganization(server.port, 'Mixed');
    const founder = { email: 'alice@example.com', name: 'Alice', device: 'laptop', password };
    expect(await alice.act('bootstrap', { link, ...founder })).toMatchObject({ end: 'ok' });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server.close();
    await rm(home, { recursive: true, force: true });
  });

  it('enrol a user: the reference client greets, with the device file of the Python client', async () => {
    const session = await openWithReference('alice');
    const { link, address } = await invitationOf('bob@example.com');
    const bob = start('bob');
    const claims = bob.start('claim', {
      ...{ link, email: 'bob@example.com', name: 'Bob', device: 'desktop', password },
    });
    const shown = bob.next(claims, 'shown');
    const greeted = await greet({
      ...{ session, token: address.token },
      person: {
        showCode: async (code) => {
          const { choices = [] } = await bob.next(claims, 'choices');
          bob.send({ id: claims, choose: choices.find((choice) => choice === code) });
        },
        chooseCode: async () => (await shown).shown!,
        admitUser: async ({ handle }) => ({ handle, deviceLabel: 'granted', profile: 'OUTSIDER' }),
        admitDevice: async () => ({ deviceLabel: 'granted' }),
      },
    });
    expect(greeted.outcome).toBe('greeted');
    expect(await bob.next(claims, 'end')).toMatchObject({ end: 'ok' });
    expect(await bob.act('list', { password })).toMatchObject({
      end: 'ok',
      devices: [{ device: 'granted' }],
    });
    await openWithReference('bob');
  });

  it('enrol a user: the Python client greets', async () => {
    const { link, address } = await invitationOf('carol@example.com');
    const greets = alice.start('greet', { link, password, grant: { profile: 'ADMIN' } });
    const shown = alice.next(greets, 'shown');
    const claimed = await claim({
      ...{ crypto, address, password, folder: join(home, 'carol') },
      cost: { memlimitKib: 8, opslimit: 1, parallelism: 1 },
      handle: ['carol@example.com', 'Carol'],
      deviceLabel: 'tablet',
      person: {
        chooseGreeters: async (administrators) => administrators.map(({ user_id }) => user_id),
        chooseCode: async () => (await shown).shown!,
        showCode: async (code) => {
          const { choices = [] } = await alice.next(greets, 'choices');
          alice.send({ id: greets, choose: choices.find((choice) => choice === code) });
        },
      },
    });
    expect(claimed.outcome).toBe('claimed');
    expect(await alice.next(greets, 'end')).toMatchObject({ end: 'ok' });
    const { users = [] } = await alice.act('list', { password });
    expect(users).toContainEqual({
      email: 'carol@example.com',
      name: 'Carol',
      profile: 'ADMIN',
      revoked: false,
    });
  });
});
