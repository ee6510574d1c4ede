import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '@parsec-spec/reference-client/certificates';
import {
  claim,
  type GreeterPerson,
  greet,
  type Inviting,
  inviteDevice,
  inviteUser,
  lookAtInvitation,
} from '@parsec-spec/reference-client/enrolment';
import {
  bootstrapOrganization,
  createOrganization,
  logIn,
  type Session,
} from '@parsec-spec/reference-client/journeys';
import { revokeUser } from '@parsec-spec/reference-client/members';
import { hexOf } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { type InvitationAddress, parseBootstrapUrl, parseInvitationUrl } from '@parsec-spec/spec/urls';
import { ADMINISTRATION_TOKEN } from '../live/scene.ts';
import type { KeyNames } from '../live/senders.ts';
import { type JourneyEvent, openRecorder, type Recorder, type Sealed, serverUrl } from './recorder.ts';

/** The journeys, in the order of the story. */
export const journeyNames = [
  'creation',
  'bootstrap',
  'invitation',
  'greeting',
  'second-device',
  'revocation',
] as const;

export type JourneyName = (typeof journeyNames)[number];

/** All journeys of one organization, as client and server made them. */
export interface RecordedJourneys {
  readonly journeys: Readonly<Record<JourneyName, readonly JourneyEvent[]>>;
  /** What clients sealed and sent, by its bytes in hexadecimal. */
  readonly sealed: ReadonlyMap<string, Sealed>;
  readonly keys: KeyNames;
}

const ALICE = "Alice's laptop";
const BOB = "Bob's desktop";
const PHONE = "Alice's phone";
const OPERATOR = 'Operator';

const password = 'correct horse battery staple';
/** The password hash is not shown, so that it may be cheap. */
const cost = { memlimitKib: 8, opslimit: 1, parallelism: 1 };

/**
 * Plays the story of an organization with the reference client on the reference server, and records
 * it.
 *
 * @throws Error if a journey does not end as it should, or if a secret of a client was sent in the clear
 */
export async function recordJourneys(): Promise<RecordedJourneys> {
  const home = await mkdtemp(join(tmpdir(), 'parsec-spec-journeys-'));
  try {
    return await play(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function play(home: string): Promise<RecordedJourneys> {
  const recorder = await openRecorder();
  const { take } = recorder;
  const operator = recorder.clientOn(OPERATOR);
  const alice = recorder.clientOn(ALICE);
  const bob = recorder.clientOn(BOB);

  const administration = {
    serverUrl,
    token: ADMINISTRATION_TOKEN,
    transport: operator.environment.transport,
  };
  const created = expected(await createOrganization(administration, 'CoolOrg'), 'done');
  const creation = take();

  const link = parsed(parseBootstrapUrl(created.result.bootstrap_url));
  const bootstrapped = expected(
    await bootstrapOrganization({
      ...alice.environment,
      serverUrl,
      organizationId: link.organization,
      token: link.token,
      humanHandle: ['alice@example.com', 'Alice'],
      deviceLabel: 'laptop',
      password,
      folder: join(home, ALICE),
      cost,
    }),
    'bootstrapped',
  );
  const secret = { kind: 'password', password } as const;
  const { session } = expected(
    await logIn({ ...alice.environment, path: bootstrapped.path, secret, storeOf: () => memoryStore() }),
    'synced',
  );
  const bootstrap = take();

  const toBob = addressIn(await inviteUser(session, 'bob@example.com', true));
  expected(await lookAtInvitation(bob.environment, toBob), 'seen');
  const invitation = take();

  const bobs = await enrol(recorder, session, toBob, BOB, join(home, BOB));
  const bobsLogIn = () =>
    logIn({ ...bob.environment, path: bobs.path, secret, storeOf: () => memoryStore() });
  expected(await bobsLogIn(), 'synced');
  const greeting = take();

  const toPhone = addressIn(await inviteDevice(session, false));
  const phone = await enrol(recorder, session, toPhone, PHONE, join(home, PHONE));
  const secondDevice = take();

  expected(await revokeUser(session, bobs.device.user_id), 'done');
  expected(await bobsLogIn(), 'user-revoked');
  const revocation = take();

  recorder.checkSecrets();
  const owners = new Map([
    [hexOf(bootstrapped.device.root_verify_key), 'root key'],
    ...[bootstrapped, bobs, phone].map(({ device }, nth): [string, string] => [
      hexOf(syncCrypto.verifyKeyOf(device.signing_key)),
      [ALICE, BOB, PHONE][nth] ?? '',
    ]),
  ]);
  return {
    journeys: {
      creation,
      bootstrap,
      invitation,
      greeting,
      'second-device': secondDevice,
      revocation,
    },
    sealed: recorder.sealed,
    keys: new Map(
      recorder.signingKeys().map((seed) => {
        const key = hexOf(syncCrypto.verifyKeyOf(seed));
        return [key, { name: owners.get(key) ?? 'unknown', seed }];
      }),
    ),
  };
}

/** Greets a claimer: two people on two machines, who read their codes to each other. */
async function enrol(
  { clientOn, note }: Recorder,
  session: Session,
  address: InvitationAddress,
  machine: string,
  folder: string,
) {
  const claimer = clientOn(machine);
  const greeter = clientOn(ALICE);
  const ofGreeter = Promise.withResolvers<string>();
  const ofClaimer = Promise.withResolvers<string>();
  const waiting = Promise.withResolvers<void>();
  const claiming = claim({
    ...claimer.environment,
    address,
    handle: ['bob@example.com', 'Bob'],
    deviceLabel: machine.split(' ')[1] ?? '',
    password,
    folder,
    cost,
    pace: {
      ...claimer.pace,
      sleep: () => {
        waiting.resolve();
        return claimer.pace.sleep();
      },
    },
    person: {
      showCode: ofClaimer.resolve,
      chooseCode: async (choices) => {
        const code = await ofGreeter.promise;
        note({ kind: 'spoken', actor: ALICE, to: machine, code, choices });
        return code;
      },
      chooseGreeters: async (administrators) => administrators.map(({ user_id }) => user_id),
    },
  });
  const person: GreeterPerson = {
    showCode: ofGreeter.resolve,
    chooseCode: async (choices) => {
      const code = await ofClaimer.promise;
      note({ kind: 'spoken', actor: machine, to: ALICE, code, choices });
      return code;
    },
    admitUser: async ({ handle, deviceLabel }) => ({ handle, deviceLabel, profile: 'STANDARD' }),
    admitDevice: async (asked) => asked,
  };
  await waiting.promise;
  const greeting = greet({
    session: { ...session, ...greeter.environment },
    token: address.token,
    person,
    pace: greeter.pace,
  });
  const [claimed, greeted] = await Promise.all([claiming, greeting]);
  expected(greeted, 'greeted');
  return expected(claimed, 'claimed');
}

/** A result with the outcome that the story needs. */
function expected<Result extends { outcome: string }, Outcome extends Result['outcome']>(
  result: Result,
  outcome: Outcome,
): Extract<Result, { outcome: Outcome }> {
  if (result.outcome !== outcome) throw new Error(`a journey ended with ${result.outcome}, not ${outcome}`);
  return result as Extract<Result, { outcome: Outcome }>;
}

const addressIn = (inviting: Inviting): InvitationAddress =>
  parsed(parseInvitationUrl(expected(inviting, 'invited').link));

function parsed<Address>(link: { ok: true; address: Address } | { ok: false; expected: string }): Address {
  if (!link.ok) throw new Error(link.expected);
  return link.address;
}
