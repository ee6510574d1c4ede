import type {
  CancelReason,
  ClaimerKeyFacts,
  KnownDevice,
  OrganizationView,
} from '@parsec-spec/spec/client-rules';
import type { Uuid } from '@parsec-spec/spec/codec';
import { constantTimeEqual, isUsableVerifyKey } from '@parsec-spec/spec/crypto';
import { openPayload, type PayloadOf } from '@parsec-spec/spec/payloads';
import type { HumanHandlePair, UserProfile } from '@parsec-spec/spec/scalars';
import { rulesOf } from '../call/call.ts';
import { mayHaveActed } from '../call/http-outcome.ts';
import { outsidersAllowed } from '../events/organization-config.ts';
import { askPerson } from '../greeting/ask-person.ts';
import type { Agreed, GreetingPerson } from '../greeting/authenticate-peer.ts';
import { emptyStep, exchangeStep } from '../greeting/exchange-step.ts';
import type { GreetingEnd } from '../greeting/greeting-side.ts';
import type { Pace } from '../greeting/pace.ts';
import type { Session } from '../journeys/session.ts';
import { type Synced, syncCertificates } from '../journeys/sync-certificates.ts';
import { type EnrolmentRefusal, enrolDevice, enrolUser } from './enrol.ts';

/** What a claimer asks for, and the address that was invited. */
export interface AskedUser {
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly invited: string;
}

/** The name that a new device asks for, or gets. */
interface AskedDevice {
  readonly deviceLabel: string;
}

/** What the greeter grants. The greeter decides (GREET-34). */
export interface GrantedUser {
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly profile: UserProfile;
}

/**
 * The person who greets. Compares the codes, then decides about the enrolment. Undefined refuses
 * the claimer.
 */
export interface GreeterPerson extends GreetingPerson {
  /** @param signal withdraws the question: the claimer has left the greeting */
  admitUser(asked: AskedUser, signal: AbortSignal): Promise<GrantedUser | undefined>;
  admitDevice(asked: AskedDevice, signal: AbortSignal): Promise<AskedDevice | undefined>;
}

/** The result of a greeting for the greeter. */
export type Greeted =
  /**
   * The newcomer is enrolled and has acknowledged it. `completed`: the invitation is closed.
   * `knownBefore`: an earlier greeting had enrolled the newcomer.
   */
  | {
      outcome: 'greeted';
      type: 'USER' | 'DEVICE';
      newcomer: Newcomer;
      knownBefore: boolean;
      completed: boolean;
    }
  /**
   * The newcomer is enrolled but has not acknowledged it. The invitation stays open, so that both
   * can resume.
   */
  | { outcome: 'unacknowledged'; type: 'USER' | 'DEVICE'; newcomer: Newcomer; cause: GreetingEnd }
  /** The greeter refused the claimer. */
  | { outcome: 'declined' }
  /** The profile was OUTSIDER, which the organization does not allow (USER-17). */
  | { outcome: 'no-outsiders' }
  /** An invitation to recover a device from shares, which this client does not support. */
  | { outcome: 'recovery-not-served' }
  | Exclude<Synced, { outcome: 'synced' }>
  | EnrolmentRefusal
  | GreetingEnd;

/** The facts of an invitation that a greeter needs. */
export type InvitationFacts = { type: 'USER'; email: string } | { type: 'DEVICE' };

/** The enrolled newcomer, or the reason why there is none. */
export type Admitted =
  | { outcome: 'admitted'; newcomer: Newcomer; knownBefore: boolean }
  | Exclude<Greeted, { outcome: 'greeted' | 'unacknowledged' }>;

/**
 * Step 6 of a greeting (GREET-32, GREET-33): opens the newcomer's request, compares it with the
 * verified certificates, asks the greeter to decide, and enrols the newcomer on the server.
 */
export async function admit(
  session: Session,
  invitation: InvitationFacts,
  known: Agreed,
  person: GreeterPerson,
  pace: Pace,
): Promise<Admitted> {
  const sealed = await exchangeStep(known, emptyStep(6), pace);
  if (sealed.outcome !== 'heard') return sealed;
  return invitation.type === 'USER'
    ? admitUser(session, invitation.email, known, sealed.payload, person, pace)
    : admitDevice(session, known, sealed.payload, person, pace);
}

/** The step that this side repeats while its person decides. */
const REPEATED_STEP = 6;

async function admitUser(
  session: Session,
  invited: string,
  known: Agreed,
  sealed: Uint8Array,
  person: GreeterPerson,
  pace: Pace,
): Promise<Admitted> {
  const { crypto } = session;
  const opened = openPayload(crypto, known.sharedKey, sealed, 'invite_user_data');
  if (!opened.ok) return payloadRefused(opened.reason, opened.detail);
  const { requested_human_handle: handle, requested_device_label: deviceLabel } = opened.payload;
  const { public_key: publicKey, verify_key: verifyKey } = opened.payload;
  const contributes = await crypto.x25519(crypto.randomBytes(32), publicKey);
  const isPoint = isUsableVerifyKey(verifyKey);
  const usable = isConsistent(session, { contributes: contributes !== undefined, isPoint });
  if (usable !== true) return payloadRefused(usable, 'its keys are not usable');
  const synced = await syncCertificates(session);
  if (synced.outcome !== 'synced') return synced;
  const before = knownOrRefused(session, userKeyStatus(synced.view, opened.payload, [invited]));
  if (before !== undefined) return before;
  const request = { handle, deviceLabel, invited };
  const decision = await askPerson(pace, known, REPEATED_STEP, (signal) => person.admitUser(request, signal));
  if (decision.outcome !== 'answered') return decision;
  const { answer: granted } = decision;
  if (granted === undefined) return { outcome: 'declined' };
  const isAllowed = rulesOf(session)['user_create/outsider-setting-client'];
  if (granted.profile === 'OUTSIDER' && isAllowed?.('OUTSIDER', await outsidersAllowed(session)) === false)
    return { outcome: 'no-outsiders' };
  const enrolled = await enrolUser(session, { ...granted, publicKey, verifyKey });
  const emails = [invited, granted.handle[0]];
  return admitted(enrolled, granted, () =>
    findEnrolled(session, (view) => userKeyStatus(view, opened.payload, emails)),
  );
}

async function admitDevice(
  session: Session,
  known: Agreed,
  sealed: Uint8Array,
  person: GreeterPerson,
  pace: Pace,
): Promise<Admitted> {
  const { crypto, device } = session;
  const opened = openPayload(crypto, known.sharedKey, sealed, 'invite_device_data');
  if (!opened.ok) return payloadRefused(opened.reason, opened.detail);
  const { requested_device_label: deviceLabel, verify_key: verifyKey } = opened.payload;
  const usable = isConsistent(session, { isPoint: isUsableVerifyKey(verifyKey) });
  if (usable !== true) return payloadRefused(usable, 'its keys are not usable');
  const synced = await syncCertificates(session);
  if (synced.outcome !== 'synced') return synced;
  const { user_id, human_handle: handle } = device;
  const before = knownOrRefused(session, deviceKeyStatus(synced.view, user_id, handle, opened.payload));
  if (before !== undefined) return before;
  const decision = await askPerson(pace, known, REPEATED_STEP, (signal) =>
    person.admitDevice({ deviceLabel }, signal),
  );
  if (decision.outcome !== 'answered') return decision;
  const { answer: granted } = decision;
  if (granted === undefined) return { outcome: 'declined' };
  const { profile } = synced.user;
  const enrolled = await enrolDevice(session, { ...granted, verifyKey });
  return admitted(enrolled, { ...granted, handle, profile }, () =>
    findEnrolled(session, (view) => deviceKeyStatus(view, user_id, handle, opened.payload)),
  );
}

const isConsistent = (session: Session, facts: ClaimerKeyFacts): true | CancelReason =>
  rulesOf(session)['client-greeting/payload-inconsistent']?.(facts) ?? true;

const owners = { new: 'nobody', known: 'the claimer', foreign: 'another member' } as const;

function knownOrRefused(session: Session, status: KeyStatus): Admitted | undefined {
  const consistent = isConsistent(session, { owner: owners[status.kind] });
  if (consistent !== true) return payloadRefused(consistent, 'its keys belong to another user');
  return status.kind === 'known'
    ? { outcome: 'admitted', newcomer: status.newcomer, knownBefore: true }
    : undefined;
}

async function admitted(
  enrolled: Awaited<ReturnType<typeof enrolUser>>,
  granted: Omit<Newcomer, 'userId' | 'deviceId'>,
  lookAgain: () => Promise<Admitted | undefined>,
): Promise<Admitted> {
  if (enrolled.outcome !== 'enrolled') return (mayHaveActed(enrolled) && (await lookAgain())) || enrolled;
  const { userId, deviceId } = enrolled;
  return { outcome: 'admitted', newcomer: { ...granted, userId, deviceId }, knownBefore: false };
}

// No answer arrived, but the certificates tell whether the server enrolled the newcomer.
async function findEnrolled(
  session: Session,
  look: (view: OrganizationView) => KeyStatus,
): Promise<Admitted | undefined> {
  const synced = await syncCertificates(session);
  const entry = synced.outcome === 'synced' ? look(synced.view) : undefined;
  return entry?.kind === 'known'
    ? { outcome: 'admitted', newcomer: entry.newcomer, knownBefore: false }
    : undefined;
}

const payloadRefused = (
  reason: Extract<GreetingEnd, { outcome: 'payload-refused' }>['reason'],
  detail: string,
): Extract<GreetingEnd, { outcome: 'payload-refused' }> => ({ outcome: 'payload-refused', reason, detail });

/** An enrolled user or device. */
export interface Newcomer {
  readonly userId: Uuid;
  readonly deviceId: Uuid;
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly profile: UserProfile;
}

/**
 * Whether the keys of a claimer are new, already enrolled by an earlier interrupted greeting, or
 * those of another user.
 */
type KeyStatus = { kind: 'new' } | { kind: 'known'; newcomer: Newcomer } | { kind: 'foreign' };

/**
 * Compares the keys of a claimed user with the verified certificates. The keys are `known` only if
 * one user has both and its address is the requested one or one of `others`, which the greeter may
 * have granted instead.
 */
function userKeyStatus(
  view: OrganizationView,
  data: PayloadOf['invite_user_data'],
  others: readonly string[],
): KeyStatus {
  const device = deviceOf(view, data.verify_key);
  const user = [...view.users.values()].find(({ publicKey }) =>
    constantTimeEqual(publicKey, data.public_key),
  );
  if (device === undefined && user === undefined) return { kind: 'new' };
  const [email] = data.requested_human_handle;
  const addresses: readonly (string | undefined)[] = [email, ...others];
  const same =
    user !== undefined && device?.userId.hex === user.id.hex && addresses.includes(user.handle?.[0]);
  if (!same || user.revokedOn !== undefined || user.handle === null) return { kind: 'foreign' };
  return { kind: 'known', newcomer: newcomerOf(device, user.handle, user.profile) };
}

/** Compares the key of a claimed device of the user `own` with the verified certificates. */
function deviceKeyStatus(
  view: OrganizationView,
  own: Uuid,
  handle: HumanHandlePair,
  data: PayloadOf['invite_device_data'],
): KeyStatus {
  const device = deviceOf(view, data.verify_key);
  if (device === undefined) return { kind: 'new' };
  const user = view.users.get(own.hex);
  if (user === undefined || device.userId.hex !== own.hex) return { kind: 'foreign' };
  return { kind: 'known', newcomer: newcomerOf(device, handle, user.profile) };
}

const deviceOf = (view: OrganizationView, verifyKey: Uint8Array): KnownDevice | undefined =>
  [...view.devices.values()].find((device) => constantTimeEqual(device.verifyKey, verifyKey));

function newcomerOf(device: KnownDevice, handle: HumanHandlePair, profile: UserProfile): Newcomer {
  const { id: deviceId, userId, label } = device;
  return { userId, deviceId, handle, deviceLabel: label ?? deviceId.hex, profile };
}
