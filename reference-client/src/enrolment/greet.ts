import { sealPayload } from '@parsec-spec/spec/payloads';
import {
  type Agreed,
  countRestarts,
  type GreetingEnd,
  greeterSide,
  hear,
  knowEachOther,
  orCancel,
  type Pace,
  paceOf,
  silent,
} from '../greeting/index.ts';
import { connectionOf, type Session } from '../journeys/index.ts';
import { type Admitted, admit, type ToGreet } from './admit.ts';
import type { Greeted, GreeterPerson } from './greeted.ts';
import { completeInvitation, listInvitations } from './invitations.ts';
import type { Newcomer } from './newcomer.ts';

/** Who greets whom. */
export interface Greet {
  readonly session: Session;
  /** Token of the invitation, 16 bytes. */
  readonly token: Uint8Array;
  readonly person: GreeterPerson;
  readonly pace?: Partial<Pace>;
}

/**
 * Lets the holder of an invitation in (spec/protocol/client-greeting.md, GREET-33): codes compared, newcomer decided and made
 * known to the server, and only then confirmed. What was begun and cut off after the server knew the newcomer is taken up
 * again by the same call.
 */
export async function greet(given: Greet): Promise<Greeted> {
  const invitation = await toGreet(given.session, given.token);
  return 'outcome' in invitation ? invitation : greetOpen(given, invitation);
}

async function greetOpen(
  { session, token, person, pace: given }: Greet,
  invitation: ToGreet,
): Promise<Greeted> {
  const pace = paceOf(given);
  const restarts = countRestarts();
  const side = greeterSide(connectionOf(session), token);
  const means = { crypto: session.crypto, person, pace, restarts };
  let before: In | undefined;
  for (;;) {
    const known = await knowEachOther(means, [side]);
    if (known.outcome !== 'known') return before === undefined ? known : unacknowledged(before, known);
    const admitted = await orCancel<Admitted>(known, () => admit(session, invitation, known, person, pace));
    if (admitted.outcome === 'admitted') {
      before = { type: invitation.type, newcomer: admitted.newcomer };
      const ended = await confirm(session, invitation, known, admitted.newcomer, pace);
      if (ended === undefined) {
        const completed = await completeInvitation(session, token);
        return { outcome: 'greeted', ...before, knownBefore: admitted.knownBefore, completed };
      }
      if (!restarts.allow(ended, side)) return unacknowledged(before, restarts.ending(ended));
    } else if (!restarts.allow(admitted, side)) return admitted;
    person.beganAnew?.(restarts.count);
  }
}

type In = Pick<Extract<Greeted, { outcome: 'greeted' }>, 'type' | 'newcomer'>;

const unacknowledged = (before: In, cause: GreetingEnd): Greeted => ({
  outcome: 'unacknowledged',
  ...before,
  cause,
});

async function toGreet(session: Session, token: Uint8Array): Promise<ToGreet | Greeted> {
  const listed = await listInvitations(session);
  if (listed.outcome !== 'listed') return listed;
  const found = listed.invitations.find((each) => Buffer.compare(each.token, token) === 0);
  if (found === undefined) return { outcome: 'invitation-unknown' };
  if (found.status === 'CANCELLED') return { outcome: 'invitation-cancelled' };
  if (found.status === 'FINISHED') return { outcome: 'invitation-completed' };
  if (found.type === 'SHAMIR_RECOVERY') return { outcome: 'recovery-not-served' };
  return found.type === 'USER' ? { type: 'USER', email: found.claimer_email } : { type: 'DEVICE' };
}

/** Steps 7 and 8: tells the newcomer who it is now, and waits for its word that it knows. Undefined: it knows. No cancellation here: a claimer that comes back finds the confirmation where it left off. */
async function confirm(
  session: Session,
  { type }: ToGreet,
  known: Agreed,
  newcomer: Newcomer,
  pace: Pace,
): Promise<GreetingEnd | undefined> {
  const payload = sealPayload(session.crypto, known.sharedKey, confirmation(session, type, newcomer));
  const told = await hear(known, { step: 7, payload }, pace);
  const ended = told.outcome === 'heard' ? await hear(known, silent(8), pace) : told;
  // A claimer that could not count on this side has closed the invitation itself.
  return ended.outcome === 'heard' || ended.outcome === 'invitation-completed' ? undefined : ended;
}

function confirmation(
  { device }: Session,
  type: ToGreet['type'],
  newcomer: Newcomer,
): Parameters<typeof sealPayload>[2] {
  const { userId, deviceId, handle, deviceLabel, profile } = newcomer;
  const [email, name] = handle;
  const who = {
    user_id: userId,
    device_id: deviceId,
    device_label: deviceLabel,
    human_handle: [email, name] as [string, string],
    profile,
    root_verify_key: device.root_verify_key,
  };
  if (type === 'USER') return { type: 'invite_user_confirmation', ...who };
  const { private_key, user_realm_id, user_realm_key } = device;
  return { type: 'invite_device_confirmation', ...who, private_key, user_realm_id, user_realm_key };
}
