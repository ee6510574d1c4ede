import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@parsec-spec/reference-server/serve';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClientOutcome, ClientSession } from '../../src/targets/client/client-driver.ts';
import { referenceClient } from '../../src/targets/client/client-drivers.ts';

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-journey-'));
  server = await startServer({
    db: `sqlite:${join(folder, 'parsec.sqlite')}`,
    administrationToken: 's3cr3t',
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function administer(method: string, path: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(`${server.url.replace(/\/$/, '')}/administration/organizations${path}`, {
    method,
    headers: { authorization: 'Bearer s3cr3t', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string>;
}

/** Opens an installation with a home of its own. */
async function installation(name: string): Promise<ClientSession> {
  const home = join(folder, name);
  await mkdir(home);
  return (await referenceClient()).open(home, { cheapPassword: true });
}

/** Lets two installations meet. `mistaken`: the claimer picks a wrong code. */
async function meet(
  greeting: { session: ClientSession; device: string; password: string; profile?: 'ADMIN' },
  claiming: { session: ClientSession; device: string; password: string; email: string },
  link: string,
  mistaken = false,
): Promise<readonly string[]> {
  const [ofGreeter, ofClaimer] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const { session: greeter, profile = 'STANDARD', ...access } = greeting;
  const { session: claimer, ...newcomer } = claiming;
  const ends = await Promise.all([
    greeter.greet({
      ...{ ...access, link, grant: { profile } },
      comparing: { shown: ofGreeter.resolve, choose: () => ofClaimer.promise },
    }),
    claimer.claim({
      ...{ ...newcomer, name: 'Newcomer', link },
      comparing: {
        shown: ofClaimer.resolve,
        choose: async (choices) => {
          const right = await ofGreeter.promise;
          return mistaken ? choices.find((code) => code !== right) : right;
        },
      },
    }),
  ]);
  return ends.map(({ end }) => end);
}

const endOf = async (act: Promise<ClientOutcome>): Promise<string> => (await act).end;

it('a journey: creation, enrolments, terms, a restart, and the revocation of the founder', async () => {
  const [alice, bob, phone, carol] = await Promise.all(['alice', 'bob', 'phone', 'carol'].map(installation));
  if (!alice || !bob || !phone || !carol) return expect.unreachable();
  const asAlice = { device: 'laptop', password: 'A-pass' };
  const asBob = { device: 'desktop', password: 'B-pass' };
  const { bootstrap_url: link = '' } = await administer('POST', '', { organization_id: 'Journey' });
  const founder = { ...asAlice, email: 'alice@example.com', name: 'Alice' };

  expect(await endOf(alice.bootstrap({ ...founder, link: link.slice(0, -6) }))).toBe('refused');
  expect(await endOf(alice.bootstrap({ ...founder, link }))).toBe('ok');
  expect(await endOf(carol.bootstrap({ ...founder, link }))).toBe('refused');
  expect(await endOf(alice.logIn({ ...asAlice, password: 'wrong' }))).toBe('refused');

  const invited = await alice.invite({ ...asAlice, email: 'bob@example.com' });
  const toBob = { session: bob, ...asBob, email: 'bob@example.com' };
  expect(await meet({ session: alice, ...asAlice }, toBob, invited.link ?? '', true)).toEqual([
    'refused',
    'refused',
  ]);
  expect(await meet({ session: alice, ...asAlice }, toBob, invited.link ?? '')).toEqual(['ok', 'ok']);
  expect(await endOf(alice.invite({ ...asAlice, email: 'bob@example.com' }))).toBe('refused');
  expect(await endOf(bob.invite({ ...asBob, email: 'eve@example.com' }))).toBe('refused');

  const own = await bob.invite(asBob);
  const asPhone = { device: 'phone', password: 'P-pass' };
  const toPhone = { session: phone, ...asPhone, email: 'bob@example.com' };
  expect(await meet({ session: bob, ...asBob }, toPhone, own.link ?? '')).toEqual(['ok', 'ok']);

  expect(await endOf(bob.changePassword({ ...asBob, newPassword: 'B2-pass' }))).toBe('ok');
  expect(await endOf(bob.logIn(asBob))).toBe('refused');
  expect(await endOf(bob.logIn({ ...asBob, password: 'B2-pass' }))).toBe('ok');

  await administer('PATCH', '/Journey', { tos: { en: 'https://example.com/terms' } });
  expect(await endOf(alice.logIn(asAlice))).toBe('refused');
  expect(await endOf(alice.acceptTerms({ ...asAlice, show: () => false }))).toBe('cancelled');
  expect(await endOf(alice.acceptTerms(asAlice))).toBe('ok');
  await administer('PATCH', '/Journey', { tos: null });

  await server.close();
  const away = await phone.logIn(asPhone);
  expect([away.end, away.code]).toEqual(['refused', 'offline']);
  const { port } = server;
  server = await startServer({
    ...{ port, db: `sqlite:${join(folder, 'parsec.sqlite')}`, administrationToken: 's3cr3t' },
  });
  expect(await endOf(phone.logIn(asPhone))).toBe('ok');

  const second = await alice.invite({ ...asAlice, email: 'carol@example.com' });
  const asCarol = { device: 'tablet', password: 'C-pass' };
  const toCarol = { session: carol, ...asCarol, email: 'carol@example.com' };
  const asAdministrator = { session: alice, ...asAlice, profile: 'ADMIN' } as const;
  expect(await meet(asAdministrator, toCarol, second.link ?? '')).toEqual(['ok', 'ok']);
  expect(await endOf(bob.revoke({ ...asBob, password: 'B2-pass', email: 'alice@example.com' }))).toBe(
    'refused',
  );
  expect(await endOf(carol.revoke({ ...asCarol, email: 'bob@example.com' }))).toBe('ok');
  expect(await endOf(phone.logIn(asPhone))).toBe('refused');
  expect(await endOf(carol.revoke({ ...asCarol, email: 'alice@example.com' }))).toBe('ok');
  expect(await endOf(alice.logIn(asAlice))).toBe('refused');
  const { users } = await carol.list(asCarol);
  expect(users).toEqual([
    { email: 'alice@example.com', name: 'Alice', profile: 'ADMIN', revoked: true },
    { email: 'bob@example.com', name: 'Newcomer', profile: 'STANDARD', revoked: true },
    { email: 'carol@example.com', name: 'Newcomer', profile: 'ADMIN', revoked: false },
  ]);
});
