import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonStore } from '@parsec-spec/reference-client/certificates';
import { claim, greet, inviteDevice, inviteUser } from '@parsec-spec/reference-client/enrolment';
import {
  bootstrapOrganization,
  createOrganization,
  type Session,
  syncCertificates,
} from '@parsec-spec/reference-client/journeys';
import { openMailer } from '@parsec-spec/reference-server/mail';
import { startServer } from '@parsec-spec/reference-server/serve';
import { parseBootstrapUrl, parseInvitationUrl } from '@parsec-spec/spec/urls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SecretScan } from '../../src/judge/secret-scan.ts';
import { startRelay } from '../../src/targets/mail-relay.ts';
import { linksIn } from '../../src/wire/mail.ts';
import { recordBytes } from '../support/confidentiality/byte-recorder.ts';
import { compareCodesAloud } from '../support/confidentiality/compare-codes-aloud.ts';
import { recordingCrypto } from '../support/confidentiality/recording-crypto.ts';

const scan = new SecretScan();
const control = new SecretScan();
const cheap = { memlimitKib: 8, opslimit: 1, parallelism: 1 };
const asked = 'asked-for-7d1f0a5c83';
const password = 'Never-Seen-Anywhere-7';

/** The recorded bytes after the journey, by where they were. */
const recorded: Record<string, Buffer> = {};

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parsec-spec-secrets-'));
  const log: string[] = [];
  const write = (fields: object, message: string) => log.push(`${message} ${JSON.stringify(fields)}`);
  const everything = { debug: write, info: write, warn: write, error: write };
  const relay = await startRelay('willing', '127.0.0.1');
  let port = 0;
  const proxy = await recordBytes(() => port);
  const server = await startServer({
    administrationToken: 's3cr3t',
    debug: true,
    db: `sqlite:${join(home, 'server.sqlite')}`,
    serverAddr: { host: '127.0.0.1', port: proxy.port, tls: false },
    log: everything,
    mailer: openMailer(
      {
        host: '127.0.0.1',
        port: relay.port,
        security: 'none',
        login: null,
        sender: 'no-reply@parsec.example.com',
        timeout: 5,
      },
      everything,
    ),
  });
  port = server.port;
  try {
    await journey(`http://127.0.0.1:${proxy.port}`, relay);
  } finally {
    const { sent, answered } = proxy.seen();
    await proxy.close();
    await server.close();
    await relay.close();
    recorded['what went to the server'] = sent;
    recorded['what the server answered'] = answered;
    recorded['what the server wrote to its log'] = Buffer.from(log.join('\n'));
    recorded['what the server mailed'] = Buffer.concat(relay.mails.map(({ raw }) => raw));
    const files = (await readdir(home)).filter((name) => name.startsWith('server.sqlite'));
    recorded['what the server stores'] = Buffer.concat(
      await Promise.all(files.map((name) => readFile(join(home, name)))),
    );
  }
});
afterAll(() => rm(home, { recursive: true, force: true }));

/**
 * Alice founds an organization and invites Zack by mail. They compare codes, and Zack adds a phone
 * in the same way.
 */
async function journey(serverUrl: string, relay: Awaited<ReturnType<typeof startRelay>>): Promise<void> {
  scan.plant('password', password);
  scan.plant('label asked for', asked);
  const at = (machine: string) => join(home, machine);
  const organizationId = 'Secrets';
  const created = await createOrganization({ serverUrl, token: 's3cr3t' }, organizationId);
  if (created.outcome !== 'done') throw new Error(created.outcome);
  const link = parseBootstrapUrl(created.result.bootstrap_url);
  if (!link.ok) throw new Error(link.expected);
  const crypto = recordingCrypto(scan, 'alice');
  const bootstrapped = await bootstrapOrganization({
    crypto,
    serverUrl: `${serverUrl}/`,
    organizationId,
    token: link.address.token,
    humanHandle: ['alice@example.com', 'Alice'],
    deviceLabel: 'alice-laptop',
    password,
    folder: at('alice'),
    cost: cheap,
  });
  if (bootstrapped.outcome !== 'bootstrapped') throw new Error(bootstrapped.outcome);
  const alice: Session = {
    crypto,
    device: bootstrapped.device,
    store: jsonStore(at('alice-certificates.json')),
  };

  const invited = await inviteUser(alice, 'zack@example.com', true);
  if (invited.outcome !== 'invited') throw new Error(invited.outcome);
  const zack = await enrolled(alice, linkMailed(relay, 'zack@example.com'), 'zack', at('zack'));
  control.plant('verify key', await crypto.verifyKeyOf(zack.device.signing_key));
  control.plant('device label granted', 'granted-to-zack');
  const second = await inviteDevice(zack, true);
  if (second.outcome !== 'invited') throw new Error(second.outcome);
  const phone = await enrolled(zack, second.link, 'phone', at('phone'));
  for (const session of [alice, zack, phone])
    expect((await syncCertificates(session)).outcome).toBe('synced');
  expect(phone.device.private_key).toEqual(zack.device.private_key);
}

function linkMailed(relay: Awaited<ReturnType<typeof startRelay>>, address: string): string {
  const mail = relay.mails.find(({ envelope }) => envelope.to.includes(address));
  const [link] = linksIn(mail?.text ?? '');
  return link?.text ?? '';
}

/**
 * The greeter grants a label other than the requested one, so the requested label stays between the
 * two clients.
 */
async function enrolled(greeter: Session, link: string, name: string, folder: string): Promise<Session> {
  const invitation = parseInvitationUrl(link);
  if (!invitation.ok) throw new Error(invitation.expected);
  const { address } = invitation;
  const crypto = recordingCrypto(scan, name);
  const between = compareCodesAloud((code) => scan.plantWord(`short code ${code}`, code));
  const deviceLabel = `granted-to-${name}`;
  const [claimed, greeted] = await Promise.all([
    claim({
      ...{ crypto, address, password, folder, cost: cheap },
      handle: ['zack@example.com', 'Zack'],
      deviceLabel: asked,
      person: {
        ...between.claimer,
        chooseGreeters: async (administrators) => administrators.map(({ user_id }) => user_id),
      },
    }),
    greet({
      ...{ session: greeter, token: address.token },
      person: {
        ...between.greeter,
        admitUser: async ({ handle }) => ({ handle, deviceLabel, profile: 'STANDARD' }),
        admitDevice: async () => ({ deviceLabel }),
      },
    }),
  ]);
  expect([claimed.outcome, greeted.outcome]).toEqual(['claimed', 'greeted']);
  if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
  return {
    crypto,
    device: claimed.device,
    store: jsonStore(join(folder, '..', `${name}-certificates.json`)),
  };
}

describe('an enrolment by mail and one more device, with the reference client on both sides', () => {
  test('passes secrets through the clients’ cryptography: keys, agreed secrets, codes, sealed documents', () => {
    const kinds = scan.names.map((name) => name.split(/ \d+/)[0]);
    for (const kind of [
      'signing key',
      'private key',
      'agreed secret',
      'sealing key',
      'opening key',
      'sealed document',
      'opened document',
      'password',
      'label asked for',
    ])
      expect(kinds).toContain(kind);
    expect(scan.names.filter((name) => name.startsWith('short code')).length).toBe(4);
  });

  test.each([
    'what went to the server',
    'what the server answered',
    'what the server stores',
    'what the server wrote to its log',
    'what the server mailed',
  ])('%s holds no secret, in any encoding', (where) => {
    expect(recorded[where]?.length).toBeGreaterThan(100);
    expect(scan.findIn(recorded[where] ?? Buffer.alloc(0))).toEqual([]);
  });

  test('has public values that the same search finds', () => {
    for (const where of ['what went to the server', 'what the server answered', 'what the server stores'])
      expect(control.findIn(recorded[where] ?? Buffer.alloc(0)).length, where).toBe(2);
  });
});
