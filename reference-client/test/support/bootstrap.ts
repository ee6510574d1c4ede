import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { afterEach, beforeEach } from 'vitest';
import type { BootstrapOrganization } from '../../src/journeys/bootstrap-organization.ts';
import { serverUrl } from './fake-server.ts';
import { cheap } from './test-device.ts';

/** A new device folder for each test of the file. */
export function freshFolder(): () => string {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));
  return () => join(home, 'devices');
}

export const password = 'Never-Seen-Anywhere-7';

/** The bootstrap of CoolOrg by Alice. */
export const bootstrapOf = (
  folder: string,
  more: Partial<BootstrapOrganization> = {},
): BootstrapOrganization => ({
  crypto: syncCrypto,
  serverUrl,
  organizationId: 'CoolOrg',
  token: Uint8Array.from(Buffer.from('00112233445566778899aabbccddeeff', 'hex')),
  humanHandle: ['alice@example.com', 'Alice'],
  deviceLabel: 'laptop',
  password,
  folder,
  cost: cheap,
  ...more,
});
