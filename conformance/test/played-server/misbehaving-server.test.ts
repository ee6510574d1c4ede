import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@parsec-spec/reference-server/core';
import { listen } from '@parsec-spec/reference-server/node';
import { setupServer } from 'msw/node';
import { afterEach, describe, expect, it } from 'vitest';
import { readCertificate } from '../../src/people/certificates.ts';
import { misbehave } from '../../src/played-server/misbehaviours/misbehave.ts';
import { parseMisbehaviour } from '../../src/played-server/misbehaviours/parse-misbehaviour.ts';
import { puppetLink } from '../../src/played-server/misbehaviours/puppets.ts';
import { misbehaviours } from '../../src/played-server/misbehaviours/table.ts';
import { handlers } from '../../src/played-server/msw/index.ts';
import type { ClientOutcome, Comparing, ShownTerms } from '../../src/targets/client/client-driver.ts';
import { referenceClient } from '../../src/targets/client/client-drivers.ts';
import { decode } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import { drawn } from '../support/drawn.ts';
import { examplesOf } from '../support/misbehaviours.ts';

const client = await referenceClient();
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

type Acts = Awaited<ReturnType<typeof meet>>;

/** A client without a device meets a server that misbehaves. Its acts are those of a user. */
async function meet(...names: readonly string[]) {
  let code: string | undefined;
  const targets: string[] = [];
  const address = { host: '127.0.0.1', port: 0, tls: false };
  const server = createServer({
    config: {
      spontaneous_organization_bootstrap: true,
      administration_token: 's3cr3t',
      server_addr: address,
      initial: { tos: names.some((name) => name.startsWith('terms')) ? { en: 'https://e.com/' } : null },
    },
  });
  const tell = (text: string): void => {
    code = /code of the other side is (\w{4})$/.exec(text)?.[1];
  };
  const broken = misbehave(server.handle, names.map(parseMisbehaviour), { tell }) as typeof server.handle;
  const handle: typeof broken = (call) => {
    targets.push(`${call.method} ${call.target}`);
    return broken(call);
  };
  const { url, port, stop } = await listen({ ...server, handle }, { host: '127.0.0.1', port: 0 });
  Object.assign(address, { port });
  cleanups.push(stop);
  const home = await mkdtemp(join(tmpdir(), 'parsec-spec-misbehave-'));
  cleanups.push(() => rm(home, { recursive: true, force: true }));
  const session = await client.open(home, { cheapPassword: true, haste: 100 });
  const access = { device: 'laptop', password: 'P@ss' };
  const alice = { email: 'alice@example.com', name: 'Alice', ...access };
  const comparing: Comparing = {
    shown: () => undefined,
    choose: (choices) => choices.find((each) => each === code),
  };
  const spontaneous = `parsec3://127.0.0.1:${port}/Org?no_ssl=true&a=bootstrap_organization&p=wA`;
  /** The link of a new organization, as the administration gets it. */
  const created = async (): Promise<string> => {
    const body = JSON.stringify({ organization_id: 'Org' });
    const headers = { authorization: 'Bearer s3cr3t', 'content-type': 'application/json' };
    const answer = await fetch(`${url}/administration/organizations`, { method: 'POST', headers, body });
    const { bootstrap_url: link } = (await answer.json()) as { bootstrap_url?: string };
    return link ?? expect.fail('no link');
  };
  return {
    ...{ session, access, targets, created },
    bootstrap: (link = spontaneous) => session.bootstrap({ ...alice, link }),
    claim: () => session.claim({ ...alice, link: puppetLink(url), comparing }),
    /** Invites a user of the puppet organization, and greets it. */
    greet: async (profile: 'STANDARD' | 'OUTSIDER' = 'STANDARD') => {
      const { link = '' } = await session.invite({ ...access, email: 'bob@example.com' });
      const grant = { email: 'bob@example.com', name: 'Bob', device: 'bob-laptop', profile };
      return session.greet({ ...access, link, grant, comparing });
    },
    revoke: () => session.revoke({ ...access, email: 'bob@example.com' }),
    logIn: () => session.logIn(access),
  };
}

/** The first act that does not succeed, or the last one. */
async function until(...acts: readonly (() => Promise<ClientOutcome>)[]): Promise<ClientOutcome> {
  for (const act of acts.slice(0, -1)) {
    const outcome = await act();
    if (outcome.end !== 'ok') return outcome;
  }
  return (acts.at(-1) as () => Promise<ClientOutcome>)();
}

/** What a user does to meet a misbehaviour, by its name. */
const journeys: readonly (readonly [RegExp, (acts: Acts) => Promise<ClientOutcome>])[] = [
  [/^link=/, async ({ created, bootstrap }) => bootstrap(await created())],
  [/^certificate\./, ({ claim, logIn }) => until(claim, logIn)],
  [/^greeting\.confirmation=/, ({ claim }) => claim()],
  [/^(greeting\.|creation\.|invitation=)/, ({ claim, greet }) => until(claim, greet)],
  [/^configuration=/, ({ claim, greet }) => until(claim, () => greet('OUTSIDER'))],
  [/./, ({ bootstrap, logIn }) => until(() => bootstrap(), logIn)],
];

const journeyOf = (name: string) => journeys.find(([names]) => names.test(name))?.[1] ?? expect.fail(name);

/** What a correct client accepts. */
const accepted =
  /^(certificate\.unusual|greeting\.(peer=(slow|ignores-cancellation)|confirmation)|link=(no-token|http|no-ssl-true|more-parameters|white-space|parameters))/;

const all = misbehaviours.flatMap((row) => examplesOf(row).map((parameter) => `${row.name}=${parameter}`));
/** Others have tests below, or need acts between which the server starts to misbehave. */
const others = /^(events|terms|certificate\.(withdrawn|frozen))=/;
const names = all.filter((name) => !others.test(name));

describe('without a misbehaviour', () => {
  it.each(journeys.map(([pattern, journey]) => [String(pattern), journey] as const))(
    'the acts for %s succeed',
    async (_pattern, journey) => {
      expect(await journey(await meet())).toMatchObject({ end: 'ok' });
    },
  );
});

it('an administrator of the puppet organization greets a user and revokes it', async () => {
  for (const names of [[], ['certificate.unusual=microseconds']]) {
    const { claim, greet, revoke, logIn } = await meet(...names);
    expect(await until(claim, logIn, () => greet(), revoke, logIn)).toMatchObject({ end: 'ok' });
  }
});

describe('a correct client notices', () => {
  const refused = names.filter((name) => !accepted.test(name));
  it.each(drawn(refused, (name) => name))('%s', async (name) => {
    const outcome = await journeyOf(name)(await meet(name));
    expect(outcome).toMatchObject({ end: expect.stringMatching(/^(refused|cancelled)$/) });
    if (name.startsWith('certificate.')) expect(outcome.said).toMatch(/certificate/);
  });
});

describe('a correct client accepts', () => {
  it.each(names.filter((name) => accepted.test(name)))('%s', async (name) => {
    const acts = await meet(name);
    const outcome = await journeyOf(name)(acts);
    // The organization has a token, so the server refuses a bootstrap without one.
    if (name.startsWith('link=no-token')) expect(acts.targets).toContain('POST /anonymous/Org');
    else expect(outcome).toMatchObject({ end: 'ok' });
  });
});

describe('a correct client that follows the events', () => {
  /** The requests of a client that follows the events until `enough`. */
  async function watched(name: string | undefined, enough: (targets: readonly string[]) => boolean) {
    const { claim, session, access, targets } = await meet(...(name === undefined ? [] : [name]));
    expect(await claim()).toMatchObject({ end: 'ok' });
    const stop = new AbortController();
    const ended = session.watch({ ...access, signal: stop.signal });
    await expect.poll(() => enough(targets), { interval: 20 }).toBe(true);
    stop.abort();
    await ended;
    return targets;
  }
  const openings = (targets: readonly string[]) =>
    targets.filter((target) => target.endsWith('/events')).length;

  it.each(all.filter((name) => /^events=/.test(name) && name !== 'events=missed'))(
    'reconnects: %s',
    async (name) => void (await watched(name, (targets) => openings(targets) >= 3)),
  );

  it('fetches everything again: events=missed', async () => {
    const after = (targets: readonly string[]) =>
      targets.slice(targets.findIndex((target) => target.endsWith('/events')) + 1);
    await watched('events=missed', (targets) => openings(targets) > 0 && after(targets).length >= 2);
  });

  it('stays connected without a misbehaviour', async () => {
    expect(openings(await watched(undefined, (targets) => openings(targets) > 0))).toBe(1);
  });
});

it.each([1, 2])('a correct client shows terms that change %i times', async (changes) => {
  const { bootstrap, session, access } = await meet(`terms=changing:${changes}`);
  expect(await bootstrap()).toMatchObject({ end: 'ok' });
  const shown: string[] = [];
  const show = ({ addresses }: ShownTerms): boolean => shown.push(String(addresses.en)) > 0;
  expect(await session.acceptTerms({ ...access, show })).toMatchObject({ end: 'ok' });
  expect(shown).toEqual(
    Array.from({ length: changes + 1 }, (_, at) => `https://e.com/${at === 0 ? '' : `#${at}`}`),
  );
});

it('forges certificates in an organization of the client, too', async () => {
  for (const name of ['certificate.author=revoked', 'certificate.root=not-bootstrap:two-timestamps']) {
    const { bootstrap, logIn } = await meet(name);
    expect(await until(() => bootstrap())).toMatchObject({ end: 'ok' });
    expect(await logIn()).toMatchObject({ end: 'refused', said: expect.stringMatching(/certificate/) });
  }
});

it('handlers for MSW misbehave, too', async () => {
  const msw = setupServer(
    ...handlers({
      origin: 'https://parsec.test',
      misbehave: ['certificate.author=revoked', 'connection=lost:1'],
    }),
  );
  msw.listen();
  cleanups.push(() => msw.close());
  const lost = fetch('https://parsec.test/').then((answer) => answer.text());
  await expect(lost).rejects.toThrow();
  expect((await fetch('https://parsec.test/')).status).toBe(200);
  const body = encode({ cmd: 'certificate_get', common_after: null, sequester_after: null });
  const answer = await fetch('https://parsec.test/authenticated/Puppets', { method: 'POST', body });
  const reply = decode(new Uint8Array(await answer.arrayBuffer())) as Record<string, Uint8Array[]>;
  const types = reply.common_certificates?.map((each) => readCertificate(each, each).content.type);
  expect(types?.slice(-3)).toEqual(['revoked_user_certificate', 'user_certificate', 'device_certificate']);
  expect(() => handlers({ misbehave: ['htp=462'] })).toThrow('no misbehaviour is called');
});
