import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from '@parsec-spec/spec/codec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Installation, referenceClient } from '../../src/driver/installation.ts';
import {
  acceptsBootstrap,
  certificates,
  fakeServer,
  hangUp,
  httpStatus,
  terms,
} from '../support/fake-server.ts';
import { cheap } from '../support/test-device.ts';

const fake = fakeServer();
let home = '';
let installation: Installation;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
  installation = await referenceClient.open(home, { cost: cheap });
});
afterEach(() => rm(home, { recursive: true, force: true }));

const password = 'Never-Seen-Anywhere-7';
const link = 'parsec3://parsec.test/CoolOrg?no_ssl=true&a=bootstrap_organization&p=xBAAESIzRFVmd4iZqrvM3e7_';
const alice = { link, email: 'alice@example.com', name: 'Alice', device: 'laptop', password };

describe('a client operated by a judge', () => {
  it('bootstraps, lists, logs in, changes the password, and returns facts and its whole log', async () => {
    acceptsBootstrap(fake);
    const started = await installation.bootstrap(alice);
    expect(started).toMatchObject({ code: 'ok', facts: { resumed: false } });
    expect(started.output).toContain('"event":"call"');
    expect(started.output).not.toContain(password);
    const listed = await installation.list();
    expect(listed.facts.devices).toEqual([
      {
        file: started.facts.file,
        organization: 'CoolOrg',
        email: 'alice@example.com',
        name: 'Alice',
        device: 'laptop',
      },
    ]);
    expect(await installation.logIn({ password })).toMatchObject({
      code: 'ok',
      facts: { profile: 'ADMIN', users: 1 },
    });
    expect(await installation.changePassword({ password, newPassword: 'next' })).toMatchObject({
      code: 'ok',
    });
    expect(await installation.logIn({ password })).toMatchObject({ code: 'cannot-open' });
    expect(await installation.logIn({ password: 'next' })).toMatchObject({ code: 'ok' });
  });

  it('refuses a bad link and bad names before it sends anything', async () => {
    expect((await installation.bootstrap({ ...alice, link: 'http://x' })).code).toBe('bad-link');
    expect((await installation.bootstrap({ ...alice, email: 'alice' })).code).toBe('bad-input');
    expect((await installation.bootstrap({ ...alice, device: '' })).code).toBe('bad-input');
    expect(fake.heard).toEqual([]);
  });

  it('reports why a bootstrap failed, and stores no device', async () => {
    const answers = {
      'token-refused': { status: 'invalid_bootstrap_token' },
      'already-bootstrapped': { status: 'organization_already_bootstrapped' },
      'unknown-answer': { status: 'dummy', reason: 'x' },
      offline: httpStatus(503),
      expired: httpStatus(460),
      'organization-unknown': httpStatus(404),
      'unsupported-version': httpStatus(422),
    };
    for (const [code, answer] of Object.entries(answers)) {
      fake.answers.organization_bootstrap = () => answer;
      expect((await installation.bootstrap(alice)).code).toBe(code);
    }
    expect((await installation.list()).facts.devices).toEqual([]);
  });

  it('reports why a log-in failed', async () => {
    acceptsBootstrap(fake);
    const { facts } = await installation.bootstrap(alice);
    const codes: unknown[] = [];
    const entering = async (): Promise<void> => {
      codes.push((await installation.logIn({ password })).code);
    };
    for (const status of [401, 403, 404, 406, 410, 415, 422, 460, 461, 462, 463, 498, 504]) {
      fake.answers.certificate_get = () => httpStatus(status);
      await entering();
    }
    fake.answers.certificate_get = hangUp;
    await entering();
    fake.answers.certificate_get = () => certificates([new Uint8Array(100)]);
    await entering();
    expect(codes).toEqual([
      'missing-authentication',
      'bad-authentication',
      'organization-unknown',
      'bad-accept',
      'invitation-gone',
      'bad-content',
      'unsupported-version',
      'expired',
      'revoked',
      'frozen',
      'terms-pending',
      'token-expired',
      'offline',
      'offline',
      'invalid-certificate',
    ]);
    const junk = join(home, 'junk.keys');
    await writeFile(junk, 'junk');
    expect((await installation.logIn({ password, file: junk })).code).toBe('no-device-file');
    expect((await installation.logIn({ password, file: `${facts.file}x` })).code).toBe('missing');
  });

  it('accepts the terms that it showed', async () => {
    acceptsBootstrap(fake);
    await installation.bootstrap(alice);
    const at = DateTime.ofMillis(1_700_000_000_000);
    fake.answers.tos_get = () => terms(at);
    fake.answers.tos_accept = () => ({ status: 'ok' });
    expect(await installation.acceptTerms({ password })).toMatchObject({
      code: 'ok',
      facts: { shown: [String(at)] },
    });
    fake.answers.tos_get = () => ({ status: 'no_tos' });
    expect(await installation.acceptTerms({ password })).toMatchObject({
      code: 'other',
      facts: { shown: [] },
    });
  });
});
