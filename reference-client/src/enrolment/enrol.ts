import type { NewDevice, NewUser } from '@parsec-spec/spec/client-rules';
import type { Uuid } from '@parsec-spec/spec/codec';
import { type CallFailure, call, type Outcome, rulesOf } from '../call/call.ts';
import { signedDevice, signedUser } from '../certificates/signed-certificates.ts';
import {
  type CertificateRefusal,
  certificateRefusal,
  sendCertificate,
} from '../journeys/send-certificate.ts';
import { connectionOf, randomUuid, type Session } from '../journeys/session.ts';

/** The ids of an enrolled user or device. */
export interface Enrolled {
  readonly userId: Uuid;
  readonly deviceId: Uuid;
}

/** Why the server refused to enrol a user or device. */
export type EnrolmentRefusal =
  | { outcome: 'may-not-enrol' }
  | { outcome: 'users-limit-reached' }
  /** Another user, who is not revoked, has this address. */
  | { outcome: 'address-taken' }
  | CertificateRefusal
  | CallFailure;

type Enrolment = ({ outcome: 'enrolled' } & Enrolled) | EnrolmentRefusal;

/** Enrols a user with the first device (`user_create`). Each attempt uses new ids. */
export async function enrolUser(
  session: Session,
  asked: Omit<NewUser, 'userId' | 'deviceId'>,
): Promise<Enrolment> {
  const { crypto, device } = session;
  const author = { id: device.device_id, seed: device.signing_key };
  let ids = newIds(session);
  const answer = await sendCertificate(session, async (timestamp) => {
    ids = newIds(session);
    const { user, device: first } = await signedUser(
      crypto,
      author,
      timestamp,
      { ...asked, ...ids },
      rulesOf(session),
    );
    return call(connectionOf(session), 'authenticated', {
      cmd: 'user_create',
      user_certificate: user.full,
      device_certificate: first.full,
      redacted_user_certificate: user.redacted,
      redacted_device_certificate: first.redacted,
    });
  });
  return enrolled(session, answer, ids);
}

/** Enrols another device of the session's user (`device_create`). Each attempt uses a new id. */
export async function enrolDevice(
  session: Session,
  asked: Omit<NewDevice, 'userId' | 'deviceId'>,
): Promise<Enrolment> {
  const { crypto, device } = session;
  const author = { id: device.device_id, seed: device.signing_key };
  let ids = { userId: device.user_id, deviceId: randomUuid(crypto) };
  const answer = await sendCertificate(session, async (timestamp) => {
    ids = { userId: device.user_id, deviceId: randomUuid(crypto) };
    const added = await signedDevice(crypto, author, timestamp, { ...asked, ...ids }, rulesOf(session));
    return call(connectionOf(session), 'authenticated', {
      cmd: 'device_create',
      device_certificate: added.full,
      redacted_device_certificate: added.redacted,
    });
  });
  return enrolled(session, answer, ids);
}

const newIds = ({ crypto }: Session): Enrolled => ({
  userId: randomUuid(crypto),
  deviceId: randomUuid(crypto),
});

function enrolled(
  session: Session,
  answer: Outcome<'user_create'> | Outcome<'device_create'>,
  ids: Enrolled,
): Enrolment {
  if (answer.outcome !== 'reply') return answer;
  const { reply } = answer;
  const isCreated = rulesOf(session)['client-greeting/confirmation-after-creation'];
  if (isCreated?.(reply.status) !== false) return { outcome: 'enrolled', ...ids };
  switch (reply.status) {
    case 'author_not_allowed':
      return { outcome: 'may-not-enrol' };
    case 'active_users_limit_reached':
      return { outcome: 'users-limit-reached' };
    case 'human_handle_already_taken':
      return { outcome: 'address-taken' };
    default:
      return certificateRefusal(reply);
  }
}
