import { isUsableVerifyKey } from '@parsec-spec/spec/crypto';
import { openPayload } from '@parsec-spec/spec/payloads';
import type { OrganizationView } from '../certificates/index.ts';
import { outsidersAllowed } from '../events/outsiders-wanted.ts';
import { type Agreed, type GreetingEnd, exchangeStep, type Pace, emptyStep } from '../greeting/index.ts';
import { type Session, syncCertificates } from '../journeys/index.ts';
import { mayHaveActed } from '../transport/index.ts';
import { enrolDevice, enrolUser } from './enrol.ts';
import type { Greeted, GreeterPerson } from './greeted.ts';
import { type Newcomer, type KeyStatus, deviceKeyStatus, userKeyStatus } from './newcomer.ts';

/** The facts of an invitation that a greeter needs. */
export type ToGreet = { type: 'USER'; email: string } | { type: 'DEVICE' };

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
  invitation: ToGreet,
  known: Agreed,
  person: GreeterPerson,
  pace: Pace,
): Promise<Admitted> {
  const sealed = await exchangeStep(known, emptyStep(6), pace);
  if (sealed.outcome !== 'heard') return sealed;
  return invitation.type === 'USER'
    ? admitUser(session, invitation.email, known, sealed.payload, person)
    : admitDevice(session, known, sealed.payload, person);
}

async function admitUser(
  session: Session,
  invited: string,
  { sharedKey }: Agreed,
  sealed: Uint8Array,
  person: GreeterPerson,
): Promise<Admitted> {
  const { crypto } = session;
  const opened = openPayload(crypto, sharedKey, sealed, 'invite_user_data');
  if (!opened.ok) return payloadRefused(opened.reason, opened.detail);
  const { requested_human_handle: handle, requested_device_label: deviceLabel } = opened.payload;
  const { public_key: publicKey, verify_key: verifyKey } = opened.payload;
  const contributes = await crypto.x25519(crypto.randomBytes(32), publicKey);
  if (contributes === undefined || !isUsableVerifyKey(verifyKey)) return unusable();
  const synced = await syncCertificates(session);
  if (synced.outcome !== 'synced') return synced;
  const before = knownOrRefused(userKeyStatus(synced.view, opened.payload, [invited]));
  if (before !== undefined) return before;
  const granted = await person.admitUser({ handle, deviceLabel, invited });
  if (granted === undefined) return { outcome: 'declined' };
  if (granted.profile === 'OUTSIDER' && !(await outsidersAllowed(session)))
    return { outcome: 'no-outsiders' };
  const enrolled = await enrolUser(session, { ...granted, publicKey, verifyKey });
  const given = [invited, granted.handle[0]];
  return admitted(enrolled, granted, () =>
    takenUp(session, (view) => userKeyStatus(view, opened.payload, given)),
  );
}

async function admitDevice(
  session: Session,
  { sharedKey }: Agreed,
  sealed: Uint8Array,
  person: GreeterPerson,
): Promise<Admitted> {
  const { crypto, device } = session;
  const opened = openPayload(crypto, sharedKey, sealed, 'invite_device_data');
  if (!opened.ok) return payloadRefused(opened.reason, opened.detail);
  const { requested_device_label: deviceLabel, verify_key: verifyKey } = opened.payload;
  if (!isUsableVerifyKey(verifyKey)) return unusable();
  const synced = await syncCertificates(session);
  if (synced.outcome !== 'synced') return synced;
  const { user_id, human_handle: handle } = device;
  const before = knownOrRefused(deviceKeyStatus(synced.view, user_id, handle, opened.payload));
  if (before !== undefined) return before;
  const granted = await person.admitDevice({ deviceLabel });
  if (granted === undefined) return { outcome: 'declined' };
  const { profile } = synced.user;
  const enrolled = await enrolDevice(session, { ...granted, verifyKey });
  return admitted(enrolled, { ...granted, handle, profile }, () =>
    takenUp(session, (view) => deviceKeyStatus(view, user_id, handle, opened.payload)),
  );
}

function knownOrRefused(found: KeyStatus): Admitted | undefined {
  if (found.kind === 'new') return undefined;
  if (found.kind === 'known') return { outcome: 'admitted', newcomer: found.newcomer, knownBefore: true };
  return payloadRefused('INCONSISTENT_PAYLOAD', 'its keys belong to another user');
}

async function admitted(
  enrolled: Awaited<ReturnType<typeof enrolUser>>,
  granted: Omit<Newcomer, 'userId' | 'deviceId'>,
  takeUp: () => Promise<Admitted | undefined>,
): Promise<Admitted> {
  if (enrolled.outcome !== 'enrolled') return (mayHaveActed(enrolled) && (await takeUp())) || enrolled;
  const { userId, deviceId } = enrolled;
  return { outcome: 'admitted', newcomer: { ...granted, userId, deviceId }, knownBefore: false };
}

// No answer arrived, but the certificates tell whether the server enrolled the newcomer.
async function takenUp(
  session: Session,
  look: (view: OrganizationView) => KeyStatus,
): Promise<Admitted | undefined> {
  const synced = await syncCertificates(session);
  const found = synced.outcome === 'synced' ? look(synced.view) : undefined;
  return found?.kind === 'known'
    ? { outcome: 'admitted', newcomer: found.newcomer, knownBefore: false }
    : undefined;
}

const unusable = (): GreetingEnd => payloadRefused('INCONSISTENT_PAYLOAD', 'its keys are not usable');

const payloadRefused = (
  reason: Extract<GreetingEnd, { outcome: 'payload-refused' }>['reason'],
  detail: string,
): Extract<GreetingEnd, { outcome: 'payload-refused' }> => ({ outcome: 'payload-refused', reason, detail });
