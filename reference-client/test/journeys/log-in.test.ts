import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { describe, expect, it } from 'vitest';
import { jsonStore, memoryStore } from '../../src/certificates/certificate-store.ts';
import { acceptTerms, type Terms } from '../../src/journeys/accept-terms.ts';
import { logIn } from '../../src/journeys/log-in.ts';
import type { Session } from '../../src/journeys/session.ts';
import { syncCertificates } from '../../src/journeys/sync-certificates.ts';
import { writeSecretFile } from '../../src/platform/node-files.ts';
import { freshFolder } from '../support/bootstrap.ts';
import * as world from '../support/example-certificates.ts';
import { certificates, fakeServer, httpStatus, serverUrl, terms } from '../support/fake-server.ts';
import { device as anyDevice, sealed } from '../support/test-device.ts';

const fake = fakeServer();
const folder = freshFolder();

const asDevice = (hand: world.Hand): LocalDevice => ({
  ...anyDevice,
  server_url: serverUrl,
  root_verify_key: world.rootVerifyKey,
  user_id: hand.userId,
  device_id: hand.deviceId,
  signing_key: hand.seed,
  private_key: hand.seed,
});

const session = (hand: world.Hand, store = memoryStore()): Session => ({
  crypto: syncCrypto,
  device: asDevice(hand),
  store,
});

/** The server serves the part of a history that is newer than the client's. */
const serving = (history: () => readonly Uint8Array[], cursors: (string | null)[] = []): void => {
  fake.answers.certificate_get = ({ common_after }) => {
    cursors.push(common_after === null ? null : String(common_after));
    const after = common_after === null ? 0 : Number((common_after.micros - world.at(0).micros) / 1_000_000n);
    return certificates(history().filter((_, index) => secondOf(index) > after));
  };
};
// The n-th pair of certificates has the timestamp of the n-th second. After the first four there is
// one certificate a second.
const secondOf = (index: number): number => (index < 4 ? 1 + (index >> 1) : index - 1);

describe('syncing certificates', () => {
  it('fetches all certificates, then only new ones', async () => {
    let history: readonly Uint8Array[] = world.withBob;
    const cursors: (string | null)[] = [];
    serving(() => history, cursors);
    const alice = session(world.alice);
    expect(await syncCertificates(alice)).toMatchObject({ outcome: 'synced', anew: false });
    history = [...world.withBob, world.update(world.bob, world.alice, 3, 'ADMIN')];
    const synced = await syncCertificates(alice);
    if (synced.outcome !== 'synced') throw new Error(synced.outcome);
    expect(synced.view.users.get(world.bob.userId.hex)?.profile).toBe('ADMIN');
    expect(cursors).toEqual([null, String(world.at(2))]);
  });

  it('refuses an invalid batch and keeps the earlier certificates', async () => {
    let history: readonly Uint8Array[] = world.withBob;
    serving(() => history);
    const alice = session(world.alice);
    expect((await syncCertificates(alice)).outcome).toBe('synced');
    history = [...world.withBob, world.revoke(world.alice, world.bob, 3)];
    expect(await syncCertificates(alice)).toMatchObject({
      outcome: 'history-refused',
      refusal: { problem: 'author-not-admin', topic: 'common', index: 0 },
    });
    expect((await alice.store.load()).common).toEqual(world.withBob);
  });

  it('refuses certificates that have other keys for the own ids, or do not have them', async () => {
    const impostor = { ...world.bob, seed: world.mallory.seed };
    serving(() => [
      ...world.bootstrapCertificates,
      world.user(impostor, world.alice, 2),
      world.device(impostor, world.alice, 2),
    ]);
    const lied = { outcome: 'history-refused', refusal: { problem: 'own-device' } };
    expect(await syncCertificates(session(world.bob))).toMatchObject(lied);
    serving(() => []);
    expect(await syncCertificates(session(world.alice))).toMatchObject(lied);
  });

  it('drops everything and fetches it again if the own profile changes to or from OUTSIDER', async () => {
    const history = [...world.withBob];
    const cursors: (string | null)[] = [];
    serving(() => history, cursors);
    const bob = session(world.bob);
    await syncCertificates(bob);
    history.push(world.update(world.bob, world.alice, 3, 'ADMIN'));
    expect(await syncCertificates(bob)).toMatchObject({ outcome: 'synced', anew: false });
    history.push(world.update(world.bob, world.alice, 4, 'OUTSIDER'));
    expect(await syncCertificates(bob)).toMatchObject({
      outcome: 'synced',
      anew: true,
      user: { profile: 'OUTSIDER' },
    });
    history.push(world.update(world.bob, world.alice, 5, 'STANDARD'));
    expect(await syncCertificates(bob)).toMatchObject({ outcome: 'synced', anew: true });
    expect(cursors).toEqual([
      null,
      ...[2, 3].map((second) => String(world.at(second))),
      null,
      String(world.at(4)),
      null,
    ]);
  });

  it('refuses a history that is shorter than the one dropped before', async () => {
    const history = [...world.withBob];
    serving(() => history);
    const bob = session(world.bob);
    await syncCertificates(bob);
    history.push(world.update(world.bob, world.alice, 3, 'OUTSIDER'));
    let calls = 0;
    fake.answers.certificate_get = () => certificates(calls++ === 0 ? history.slice(4) : world.withBob);
    expect(await syncCertificates(bob)).toMatchObject({
      outcome: 'history-refused',
      refusal: { problem: 'history-shortened' },
    });
    // The next run refuses it too, with only the digests of the dropped history stored.
    const { dropped, ...kept } = await bob.store.load();
    expect(kept).toEqual({ common: [], sequester: [] });
    expect(dropped).toHaveLength(history.length);
    fake.answers.certificate_get = () => certificates(world.withBob);
    expect(await syncCertificates(bob)).toMatchObject({
      outcome: 'history-refused',
      refusal: { problem: 'history-shortened' },
    });
    serving(() => history);
    expect(await syncCertificates(bob)).toMatchObject({ outcome: 'synced', user: { profile: 'OUTSIDER' } });
    expect(await bob.store.load()).toEqual({ common: history, sequester: [] });
  });

  it('refuses a shorter history after the server was unreachable, also with a store in a file', async () => {
    const history = [...world.withBob];
    serving(() => history);
    const bob = session(world.bob, jsonStore(join(folder(), 'certificates.json')));
    await syncCertificates(bob);
    history.push(world.update(world.bob, world.alice, 3, 'OUTSIDER'));
    let calls = 0;
    fake.answers.certificate_get = () => (calls++ === 0 ? certificates(history.slice(4)) : httpStatus(503));
    expect(await syncCertificates(bob)).toMatchObject({ outcome: 'offline' });
    fake.answers.certificate_get = () => certificates(world.withBob);
    expect(await syncCertificates(bob)).toMatchObject({ refusal: { problem: 'history-shortened' } });
    serving(() => history);
    expect(await syncCertificates(bob)).toMatchObject({ outcome: 'synced', user: { profile: 'OUTSIDER' } });
  });
});

describe('a store of certificates in a file', () => {
  it('returns the saved certificates, and fetches them again after tampering', async () => {
    const path = join(folder(), 'certificates.json');
    const cursors: (string | null)[] = [];
    serving(() => world.withBob, cursors);
    expect((await syncCertificates(session(world.alice, jsonStore(path)))).outcome).toBe('synced');
    expect((await syncCertificates(session(world.alice, jsonStore(path)))).outcome).toBe('synced');
    const text = await readFile(path, 'utf8');
    const place = text.indexOf('"common":["') + 40;
    await writeFile(
      path,
      `${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`,
    );
    expect((await syncCertificates(session(world.alice, jsonStore(path)))).outcome).toBe('synced');
    await writeFile(path, 'junk');
    expect((await syncCertificates(session(world.alice, jsonStore(path)))).outcome).toBe('synced');
    expect(cursors).toEqual([null, String(world.at(2)), null, null]);
  });
});

describe('logging in', () => {
  const stored = async (): Promise<string> => {
    const path = join(folder(), 'x.keys');
    await writeSecretFile(path, await sealed({ device: asDevice(world.alice), password: 'pw' }));
    return path;
  };
  const entering = async (path: string, password = 'pw') =>
    logIn({ crypto: syncCrypto, path, secret: { kind: 'password', password }, storeOf: () => memoryStore() });

  it('opens the file, calls the server as the device, and returns the current profile', async () => {
    serving(() => world.withBob);
    expect(await entering(await stored())).toMatchObject({
      outcome: 'synced',
      user: { profile: 'ADMIN' },
      contradictions: [],
    });
    const authorization = fake.heard[0]?.headers.get('authorization') ?? '';
    expect(authorization).toContain(`PARSEC-SIGN-ED25519.${world.alice.deviceId.hex}.`);
  });

  it('sends nothing with a wrong password', async () => {
    expect(await entering(await stored(), 'wrong')).toMatchObject({
      outcome: 'not-opened',
      refusal: { reason: 'cannot-be-opened' },
    });
    expect(fake.heard).toEqual([]);
  });

  it('distinguishes the refusals of the server', async () => {
    const path = await stored();
    const outcomes = new Set<string>();
    const statuses = [401, 403, 404, 406, 410, 415, 422, 460, 461, 462, 463, 498, 503];
    for (const status of statuses) {
      fake.answers.certificate_get = () => httpStatus(status);
      outcomes.add((await entering(path)).outcome);
    }
    expect(outcomes.size).toBe(statuses.length);
  });
});

describe('accepting terms', () => {
  const first = DateTime.ofMillis(1_700_000_000_000);
  const second = first.plus(1n);

  it('accepts exactly the terms that were shown, and shows new ones after a mismatch', async () => {
    let current = first;
    fake.answers.tos_get = () => terms(current);
    fake.answers.tos_accept = ({ tos_updated_on }) => {
      // The administrator publishes new terms before the acceptance.
      if (current.equals(first)) current = second;
      return { status: tos_updated_on.equals(current) ? 'ok' : 'tos_mismatch' };
    };
    const shown: string[] = [];
    const ended = await acceptTerms(
      session(world.alice),
      async ({ updated_on }) => shown.push(String(updated_on)) > 0,
    );
    expect(ended.outcome).toBe('accepted');
    expect(shown).toEqual([String(first), String(second)]);
    const accepted = fake.heard.flatMap(({ request }) =>
      request.cmd === 'tos_accept' ? [String(request.tos_updated_on)] : [],
    );
    expect(accepted).toEqual(shown);
  });

  it('sends nothing if the person declines', async () => {
    fake.answers.tos_get = () => terms(first);
    expect((await acceptTerms(session(world.alice), async () => false)).outcome).toBe('declined');
    expect(fake.commands()).toEqual(['tos_get']);
  });

  it('shows nothing if there are none', async () => {
    fake.answers.tos_get = () => ({ status: 'no_tos' });
    const show = () => Promise.reject(new Error('shown'));
    expect((await acceptTerms(session(world.alice), show)).outcome).toBe('no-terms');
  });

  it('shows and accepts no address with another scheme than http and https', async () => {
    const others = [
      'javascript:alert(1)',
      'java\tscript:alert(1)',
      ' data:text/html,x',
      'file:///a',
      'terms',
    ];
    const unsafe = Object.fromEntries(others.map((url, at) => [`x${at}`, url]));
    const shown: unknown[] = [];
    const show = async ({ per_locale_urls: urls }: Terms) => shown.push(urls) > 0;
    const honest = terms(first);
    fake.answers.tos_accept = () => ({ status: 'ok' });
    fake.answers.tos_get = () => ({ ...honest, per_locale_urls: { ...unsafe, ...honest.per_locale_urls } });
    expect((await acceptTerms(session(world.alice), show)).outcome).toBe('accepted');
    fake.answers.tos_get = () => ({ ...honest, per_locale_urls: unsafe });
    expect((await acceptTerms(session(world.alice), show)).outcome).toBe('no-web-address');
    expect(shown).toEqual([honest.per_locale_urls]);
    expect(fake.commands()).toEqual(['tos_get', 'tos_accept', 'tos_get']);
  });

  it('shows an address as a browser opens it', async () => {
    const given = {
      en: ' ht\ttps://ex\u0430mple.com/\u202egpj',
      de: 'https:\\\\example.com/ file:///etc/passwd',
    };
    fake.answers.tos_get = () => ({ ...terms(first), per_locale_urls: given });
    const shown: unknown[] = [];
    await acceptTerms(session(world.alice), async ({ per_locale_urls: urls }) => shown.push(urls) === 0);
    expect(shown).toEqual([
      {
        en: 'https://xn--exmple-4nf.com/%E2%80%AEgpj',
        de: 'https://example.com/%20file:///etc/passwd',
      },
    ]);
  });

  it('gives up if they change each time', async () => {
    fake.answers.tos_get = () => terms(first);
    fake.answers.tos_accept = () => ({ status: 'tos_mismatch' });
    expect((await acceptTerms(session(world.alice), async () => true)).outcome).toBe('terms-unstable');
    expect(fake.heard.length).toBe(10);
  });
});
