import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { formatServerUrl, parseBootstrapUrl } from '@parsec-spec/spec/urls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Administration, operate } from '../../src/call/administration.ts';
import { jsonStore, memoryStore } from '../../src/certificates/certificate-store.ts';
import { acceptTerms } from '../../src/journeys/accept-terms.ts';
import { bootstrapOrganization } from '../../src/journeys/bootstrap-organization.ts';
import {
  createOrganization,
  organizationExists,
  spontaneousCreation,
} from '../../src/journeys/create-organization.ts';
import { logIn } from '../../src/journeys/log-in.ts';
import { authorityKey } from '../support/example-certificates.ts';
import { cheap } from '../support/test-device.ts';

// `http://HOST:PORT` of a parsec-cloud in development mode (token s3cr3t); a second one, after a
// comma, with spontaneous creation.
const [serverUrl = '', spontaneous = ''] = (process.env.PARSEC_SPEC_REAL_SERVER ?? '').split(',');
if (serverUrl === '') throw new Error('PARSEC_SPEC_REAL_SERVER names no server');
const crypto = syncCrypto;
const secret = { kind: 'password', password: 'pw' } as const;
const name = (): string => `ps-client-${Math.random().toString(36).slice(2, 12)}`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Link {
  serverUrl: string;
  organizationId: string;
  token: Uint8Array | null;
}

const bootstrapOf = (link: Link, more: { sequesterAuthority?: Uint8Array } = {}) => ({
  crypto,
  ...link,
  humanHandle: ['alice@example.com', 'Alicé'] as const,
  deviceLabel: 'läptop',
  password: 'pw',
  folder,
  cost: cheap,
  ...more,
});

describe('on a real server', () => {
  const administration: Administration = { serverUrl, token: 's3cr3t' };

  const created = async (organizationId: string, settings = {}): Promise<Link> => {
    const ended = await createOrganization(administration, organizationId, settings);
    if (ended.outcome !== 'done') throw new Error(ended.outcome);
    const parsed = parseBootstrapUrl(ended.result.bootstrap_url_as_http_redirection);
    if (!parsed.ok) throw new Error(parsed.expected);
    const { server, organization, token } = parsed.address;
    return { serverUrl: formatServerUrl(server), organizationId: organization, token };
  };

  it('an organization is created, bootstrapped, logged in to, and reported by the administration', async () => {
    const link = await created(name());
    const bootstrapped = await bootstrapOrganization(bootstrapOf(link));
    if (bootstrapped.outcome !== 'bootstrapped') throw new Error(bootstrapped.outcome);
    const path = join(folder, 'certificates.json');
    for (let time = 0; time < 2; time++) {
      const entered = await logIn({
        crypto,
        path: bootstrapped.path,
        secret,
        storeOf: () => jsonStore(path),
      });
      expect(entered).toMatchObject({
        outcome: 'synced',
        user: { handle: ['alice@example.com', 'Alicé'], profile: 'ADMIN' },
      });
    }
    const status = await operate(administration, 'organization_status', link.organizationId);
    expect(status).toMatchObject({ outcome: 'done', result: { is_bootstrapped: true } });
    const stats = await operate(administration, 'organization_stats', link.organizationId);
    expect(stats).toMatchObject({ outcome: 'done', result: { users: 1 } });
    expect((await bootstrapOrganization(bootstrapOf(link))).outcome).toBe('already-bootstrapped');
    expect(await createOrganization(administration, link.organizationId)).toMatchObject({
      outcome: 'refused',
    });
  });

  it('a replaced link is refused, and the new one works', async () => {
    const organization = name();
    const first = await created(organization);
    const second = await created(organization);
    expect((await bootstrapOrganization(bootstrapOf(first))).outcome).toBe('token-refused');
    expect((await bootstrapOrganization(bootstrapOf(second))).outcome).toBe('bootstrapped');
  });

  it('a sequestered organization is bootstrapped and its authority verified', async () => {
    const link = await created(name());
    const bootstrapped = await bootstrapOrganization(bootstrapOf(link, { sequesterAuthority: authorityKey }));
    if (bootstrapped.outcome !== 'bootstrapped') throw new Error(bootstrapped.outcome);
    const entered = await logIn({ crypto, path: bootstrapped.path, secret, storeOf: memoryStore });
    expect(entered.outcome === 'synced' && entered.view.sequesteredOn !== undefined).toBe(true);
  });

  it('a device is refused until it accepts the terms', async () => {
    const link = await created(name(), { tos: { en: 'https://example.com/terms' } });
    const bootstrapped = await bootstrapOrganization(bootstrapOf(link));
    if (bootstrapped.outcome !== 'bootstrapped') throw new Error(bootstrapped.outcome);
    const login = { crypto, path: bootstrapped.path, secret, storeOf: memoryStore };
    expect((await logIn(login)).outcome).toBe('terms-not-accepted');
    const shown: object[] = [];
    const ended = await acceptTerms(
      { crypto, device: bootstrapped.device },
      async (terms) => shown.push(terms) > 0,
    );
    expect([ended.outcome, shown.length]).toEqual(['accepted', 1]);
    expect((await logIn(login)).outcome).toBe('synced');
  });

  it('unknown and expired organizations and a wrong administration token have different outcomes', async () => {
    const unknown = { serverUrl, organizationId: name(), token: new Uint8Array(16) };
    expect((await bootstrapOrganization(bootstrapOf(unknown))).outcome).toBe('organization-not-found');
    const link = await created(name());
    await operate(administration, 'organization_update', link.organizationId, { is_expired: true });
    expect((await bootstrapOrganization(bootstrapOf(link))).outcome).toBe('organization-expired');
    expect(await createOrganization({ ...administration, token: 'wrong' }, name())).toEqual({
      outcome: 'bad-token',
    });
  });

  it('leaves one file for each device and nothing else', async () => {
    expect((await readdir(folder)).filter((file) => !file.endsWith('.keys'))).toEqual(['certificates.json']);
  });

  it('reports whether spontaneous creation is allowed', async () => {
    expect(await spontaneousCreation({ crypto }, serverUrl)).toEqual({ outcome: 'token-needed' });
  });

  it.runIf(spontaneous !== '')(
    'with spontaneous creation, a bootstrap without a token founds an organization',
    async () => {
      expect(await spontaneousCreation({ crypto }, spontaneous)).toEqual({ outcome: 'allowed' });
      const link = { serverUrl: spontaneous, organizationId: name(), token: null };
      const exists = () => organizationExists({ crypto }, spontaneous, link.organizationId);
      expect(await exists()).toBe(false);
      expect((await bootstrapOrganization(bootstrapOf(link))).outcome).toBe('bootstrapped');
      expect(await exists()).toBe(true);
      expect((await bootstrapOrganization(bootstrapOf(link))).outcome).toBe('already-bootstrapped');
    },
  );
});
