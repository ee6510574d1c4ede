import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DateTime, Float } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, it } from 'vitest';
import { listDevices } from '../../src/device-files/list-devices.ts';
import { openDevice } from '../../src/device-files/open-device.ts';
import { bootstrapOrganization } from '../../src/journeys/bootstrap-organization.ts';
import { bootstrapOf, freshFolder, password } from '../support/bootstrap.ts';
import { acceptsBootstrap, fakeServer, hangUp, httpStatus } from '../support/fake-server.ts';

const fake = fakeServer();
const folder = freshFolder();
const secret = { kind: 'password', password } as const;

const files = async (): Promise<string[]> => (existsSync(folder()) ? readdir(folder()) : []);
const now = DateTime.ofMillis(Date.now());

describe('a bootstrap that the server accepts', () => {
  it('leaves one device file, which opens with the password, and nothing else', async () => {
    acceptsBootstrap(fake);
    const ended = await bootstrapOrganization(bootstrapOf(folder()));
    if (ended.outcome !== 'bootstrapped') throw new Error(ended.outcome);
    expect(await files()).toEqual([`${ended.device.device_id.hex}.keys`]);
    const opened = await openDevice(syncCrypto, ended.path, secret);
    expect(opened).toMatchObject({ ok: true, device: ended.device, contradictions: [] });
    expect(ended.device).toMatchObject({
      server_url: 'http://parsec.test/',
      organization_id: 'CoolOrg',
      human_handle: ['alice@example.com', 'Alice'],
      device_label: 'laptop',
      initial_profile: 'ADMIN',
    });
  });

  it('has its keys on disk before the request, readable only by the owner and not listed as a device', async () => {
    let seen: { names: string[]; mode: number; opens: boolean; listed: number } | undefined;
    fake.answers.organization_bootstrap = async () => {
      const names = await files();
      const path = join(folder(), names[0] ?? '');
      const mode = (await stat(path)).mode & 0o777;
      const { ok } = await openDevice(syncCrypto, path, secret);
      seen = { names, mode, opens: ok, listed: (await listDevices(folder())).devices.length };
      return { status: 'ok' };
    };
    const ended = await bootstrapOrganization(bootstrapOf(folder()));
    if (ended.outcome !== 'bootstrapped') throw new Error(ended.outcome);
    const waiting = `${ended.device.device_id.hex}.keys.pending`;
    expect(seen).toEqual({ names: [waiting], mode: 0o600, opens: true, listed: 0 });
  });
});

describe('a refused bootstrap stores nothing and reports why', () => {
  const ballpark = {
    status: 'timestamp_out_of_ballpark',
    ballpark_client_early_offset: new Float(300),
    ballpark_client_late_offset: new Float(320),
    server_timestamp: now.plus(3_600_000_000n),
    client_timestamp: now,
  };
  const refusals = {
    'token-refused': { status: 'invalid_bootstrap_token' },
    'already-bootstrapped': { status: 'organization_already_bootstrapped' },
    'certificates-refused': { status: 'invalid_certificate' },
    'clock-off': ballpark,
    'organization-not-found': httpStatus(404),
    'organization-expired': httpStatus(460),
    'unsupported-api-version': httpStatus(422),
    'request-not-understood': httpStatus(415),
  };
  for (const [outcome, answer] of Object.entries(refusals)) {
    it(outcome, async () => {
      fake.answers.organization_bootstrap = () => answer;
      expect((await bootstrapOrganization(bootstrapOf(folder()))).outcome).toBe(outcome);
      expect(fake.commands()).toEqual(['organization_bootstrap']);
      expect(await files()).toEqual([]);
    });
  }

  it('offline if nothing listens', async () => {
    const refused = Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
    const transport = { fetch: () => Promise.reject(refused) };
    const ended = await bootstrapOrganization(bootstrapOf(folder(), { transport }));
    expect(ended).toMatchObject({ outcome: 'offline', cause: 'connection-refused', maybeReceived: false });
    expect(await files()).toEqual([]);
  });

  it('sends nothing if the keys cannot be stored', async () => {
    await mkdir(dirname(folder()), { recursive: true });
    await writeFile(folder(), 'a file where the folder should be');
    acceptsBootstrap(fake);
    expect((await bootstrapOrganization(bootstrapOf(folder()))).outcome).toBe('cannot-store');
    expect(fake.heard).toEqual([]);
  });
});

describe('a bootstrap whose answer never arrived', () => {
  const answers = {
    'a broken connection': hangUp,
    'HTTP 500, as the real server answers after it has stored everything': () => httpStatus(500),
    'HTTP 502': () => httpStatus(502),
    'HTTP 201': () => httpStatus(201),
    'HTTP 204': () => httpStatus(204),
    'a redirection': () => httpStatus(302),
    'HTTP 408, of a proxy': () => httpStatus(408),
    'a status that nobody knows': () => ({ status: 'dummy', reason: 'x' }),
  };
  for (const [name, answer] of Object.entries(answers)) {
    it(`${name}: keeps the keys, lists no device, and the next run finishes with the same keys`, async () => {
      const server = acceptsBootstrap(fake);
      const accept = fake.answers.organization_bootstrap;
      fake.answers.organization_bootstrap = async (request) => {
        await accept?.(request);
        return answer();
      };
      const first = await bootstrapOrganization(bootstrapOf(folder()));
      if (first.outcome !== 'uncertain') throw new Error(first.outcome);
      expect((await listDevices(folder())).devices).toEqual([]);
      const second = await bootstrapOrganization(bootstrapOf(folder()));
      if (second.outcome !== 'bootstrapped') throw new Error(second.outcome);
      expect(second.resumed).toBe(true);
      expect(fake.commands()).toEqual(['organization_bootstrap', 'tos_get']);
      expect(second.device.root_verify_key).toEqual(server.request()?.root_verify_key);
      expect(await files()).toEqual([`${second.device.device_id.hex}.keys`]);
    });
  }

  it('is repeated with new keys in place of the old ones, if the request never arrived', async () => {
    const server = acceptsBootstrap(fake);
    const accept = fake.answers.organization_bootstrap;
    fake.answers.organization_bootstrap = hangUp;
    expect((await bootstrapOrganization(bootstrapOf(folder()))).outcome).toBe('uncertain');
    if (accept) fake.answers.organization_bootstrap = accept;
    const second = await bootstrapOrganization(bootstrapOf(folder()));
    if (second.outcome !== 'bootstrapped') throw new Error(second.outcome);
    expect(second.resumed).toBe(false);
    expect(await files()).toEqual([`${second.device.device_id.hex}.keys`]);
    expect(server.request()?.root_verify_key).toEqual(second.device.root_verify_key);
  });

  it('keeps keys with another password and names them, if another bootstrap succeeded', async () => {
    fake.answers.organization_bootstrap = hangUp;
    const first = await bootstrapOrganization(bootstrapOf(folder(), { password: 'first' }));
    if (first.outcome !== 'uncertain') throw new Error(first.outcome);
    fake.answers.organization_bootstrap = () => ({ status: 'organization_already_bootstrapped' });
    const second = await bootstrapOrganization(bootstrapOf(folder(), { password: 'second' }));
    expect(second).toEqual({ outcome: 'already-bootstrapped', waiting: [first.pending] });
    expect((await files()).map((name) => join(folder(), name))).toEqual([first.pending]);
  });

  it('is not repeated while the server cannot be asked about the first one', async () => {
    fake.answers.organization_bootstrap = hangUp;
    const first = await bootstrapOrganization(bootstrapOf(folder()));
    if (first.outcome !== 'uncertain') throw new Error(first.outcome);
    fake.answers.tos_get = hangUp;
    expect((await bootstrapOrganization(bootstrapOf(folder()))).outcome).toBe('offline');
    expect(fake.commands()).toEqual(['organization_bootstrap', 'tos_get']);
    expect((await files()).map((name) => join(folder(), name))).toEqual([first.pending]);
  });
});

describe('a bootstrap that cannot be saved after the server accepted it', () => {
  it('can be saved elsewhere with the same keys', async () => {
    const server = acceptsBootstrap(fake);
    const accept = fake.answers.organization_bootstrap;
    fake.answers.organization_bootstrap = async (request) => {
      await rm(folder(), { recursive: true });
      await writeFile(folder(), 'a file where the folder was');
      return (await accept?.(request)) ?? { status: 'ok' };
    };
    const ended = await bootstrapOrganization(bootstrapOf(folder()));
    if (ended.outcome !== 'not-saved') throw new Error(ended.outcome);
    const elsewhere = join(dirname(folder()), 'elsewhere', 'x.keys');
    await ended.saveTo(elsewhere);
    const opened = await openDevice(syncCrypto, elsewhere, secret);
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.device.root_verify_key).toEqual(server.request()?.root_verify_key);
  });

  it('writes the device again if only the pending file is gone', async () => {
    acceptsBootstrap(fake);
    const accept = fake.answers.organization_bootstrap;
    fake.answers.organization_bootstrap = async (request) => {
      await rm(folder(), { recursive: true });
      return (await accept?.(request)) ?? { status: 'ok' };
    };
    const ended = await bootstrapOrganization(bootstrapOf(folder()));
    if (ended.outcome !== 'bootstrapped') throw new Error(ended.outcome);
    expect((await readFile(ended.path)).length).toBeGreaterThan(500);
  });
});
