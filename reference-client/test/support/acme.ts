import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { type InvitationAddress, parseInvitationUrl } from '@parsec-spec/spec/urls';
import type { TransportOptions } from '../../src/call/exchange.ts';
import type { Log } from '../../src/call/log.ts';
import { jsonStore } from '../../src/certificates/certificate-store.ts';
import type { Greeted } from '../../src/enrolment/admit-newcomer.ts';
import { claim } from '../../src/enrolment/claim.ts';
import type { Claim, Claimed } from '../../src/enrolment/claim-steps.ts';
import { greet } from '../../src/enrolment/greet.ts';
import { inviteDevice, inviteUser } from '../../src/enrolment/invitations.ts';
import type { Pace } from '../../src/greeting/pace.ts';
import { bootstrapOrganization } from '../../src/journeys/bootstrap-organization.ts';
import type { Session } from '../../src/journeys/session.ts';
import { openRelay, type Relay } from './relay.ts';
import { cheap } from './test-device.ts';
import { type Manner, type TwoPeople, twoPeople } from './two-people.ts';

/** A server on which organizations can be created. */
export interface Ground {
  serverUrl: string;
  organizationId: string;
  token: Uint8Array | null;
  transport?: TransportOptions;
  /** How long people wait; default: no pause between polls. */
  pace?: Partial<Pace>;
}

export const password = 'Never-Seen-Anywhere-7';
const crypto = syncCrypto;

/** An organization that Alice bootstrapped, and a folder for each machine. */
export interface Acme {
  readonly ground: Ground;
  readonly alice: Session;
  /** The device folder of a machine. */
  readonly folder: (machine: string) => string;
  readonly sessionOf: (device: LocalDevice) => Session;
  readonly invite: (email: string, by?: Session) => Promise<InvitationAddress>;
  readonly inviteDevice: (by?: Session) => Promise<InvitationAddress>;
  /** The input of a claim on the machine of that name. */
  readonly claim: (address: InvitationAddress, name: string, more: ClaimMore) => Promise<Claimed>;
  readonly greet: (address: InvitationAddress, more: GreetMore) => Promise<Greeted>;
  /** Runs the claimer and the greeter concurrently. */
  readonly enrol: (
    address: InvitationAddress,
    name: string,
    manner?: Manner,
    by?: Session,
  ) => Promise<{ claimed: Claimed; greeted: Greeted; between: TwoPeople }>;
  readonly end: () => Promise<void>;
}

export type ClaimMore = Pick<Claim, 'person'> & Partial<Claim>;
export interface GreetMore {
  person: TwoPeople['greeter'];
  by?: Session;
  pace?: Partial<Pace>;
}

/** Polls almost without pauses and has a short longest wait. */
export const hasty: Partial<Pace> = {
  waitMs: 20_000,
  sleep: () => new Promise((woken) => setTimeout(woken, 1)),
};

/**
 * A pace that gives up soon. A poll counts as 4 ms at most, so that a busy machine, which slows down
 * both sides, lengthens the wait.
 */
export function impatient(waitMs = 800): Partial<Pace> {
  let [time, last] = [0, performance.now()];
  return {
    waitMs,
    clock: () => time,
    sleep: async () => {
      await new Promise((woken) => setTimeout(woken, 1));
      const now = performance.now();
      time += Math.min(now - last, 4);
      last = now;
    },
  };
}

export async function foundAcme(ground: Ground): Promise<Acme> {
  const home = await mkdtemp(join(tmpdir(), 'parsec-spec-client-'));
  const folder = (machine: string): string => join(home, machine, 'devices');
  const { transport, pace: ownPace = hasty } = ground;
  const bootstrapped = await bootstrapOrganization({
    crypto,
    ...ground,
    humanHandle: ['alice@example.com', 'Alice'],
    deviceLabel: 'laptop',
    password,
    folder: folder('alice'),
    cost: cheap,
  });
  if (bootstrapped.outcome !== 'bootstrapped') throw new Error(bootstrapped.outcome);
  const sessionOf = (device: LocalDevice): Session => ({
    crypto,
    transport,
    device,
    store: jsonStore(join(home, 'data', device.device_id.hex, 'certificates.json')),
  });
  const alice = sessionOf(bootstrapped.device);
  const addressOf = (invited: Awaited<ReturnType<typeof inviteUser>>): InvitationAddress => {
    if (invited.outcome !== 'invited') throw new Error(invited.outcome);
    const parsed = parseInvitationUrl(invited.link);
    if (!parsed.ok) throw new Error(parsed.expected);
    return parsed.address;
  };
  const acme: Acme = {
    ground,
    alice,
    folder,
    sessionOf,
    invite: async (email, by = alice) => addressOf(await inviteUser(by, email, false)),
    inviteDevice: async (by = alice) => addressOf(await inviteDevice(by, false)),
    claim: (address, name, more) =>
      claim({
        crypto,
        transport,
        address,
        handle: [`${name}@example.com`, name],
        deviceLabel: 'desktop',
        password,
        folder: folder(name),
        cost: cheap,
        pace: ownPace,
        ...more,
      }),
    greet: ({ token }, { person, by = alice, pace = ownPace }) => greet({ session: by, token, person, pace }),
    enrol: async (address, name, manner, by = alice) => {
      const between = twoPeople(manner);
      const claiming = acme.claim(address, name, { person: between.claimer });
      const greeting = acme.greet(address, { person: between.greeter, by });
      const [claimed, greeted] = await Promise.all([claiming, greeting]);
      return { claimed, greeted, between };
    },
    end: () => rm(home, { recursive: true, force: true }),
  };
  return acme;
}

/** An organization whose clients reach the server through a relay that records everything. */
export async function relayedAcme(log?: Log): Promise<{ readonly relay: Relay; readonly acme: Acme }> {
  const relay = openRelay();
  const transport = { fetch: relay.fetch, ...(log === undefined ? {} : { log }) };
  const ground = { serverUrl: 'http://parsec.test/', organizationId: 'Acme', token: null, transport };
  return { relay, acme: await foundAcme(ground) };
}
