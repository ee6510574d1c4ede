import { equalBytes } from '@parsec-spec/spec/codec';
import { sealPayload } from '@parsec-spec/spec/payloads';
import { type Agreed, authenticatePeer } from '../greeting/authenticate-peer.ts';
import { cancelOnFailure } from '../greeting/cancel-on-failure.ts';
import { emptyStep, exchangeStep } from '../greeting/exchange-step.ts';
import { greeterSide } from '../greeting/greeter-side.ts';
import type { GreetingEnd } from '../greeting/greeting-side.ts';
import { type Pace, paceOf } from '../greeting/pace.ts';
import { countRestarts } from '../greeting/restarts.ts';
import { connectionOf, type Session } from '../journeys/session.ts';
import {
  type Admitted,
  admit,
  type Greeted,
  type GreeterPerson,
  type InvitationFacts,
  type Newcomer,
} from './admit-newcomer.ts';
import { completeInvitation, listInvitations } from './invitations.ts';

/** A greeting of a claimer. */
export interface Greet {
  readonly session: Session;
  /** Token of the invitation, 16 bytes. */
  readonly token: Uint8Array;
  readonly person: GreeterPerson;
  readonly pace?: Partial<Pace>;
}

/**
 * Greets the claimer of an invitation and enrols it (spec/protocol/client-greeting.md, GREET-33):
 * compares codes, lets the greeter decide, enrols the newcomer on the server, and then confirms. If
 * the greeting is interrupted after the enrolment the same call resumes it.
 *
 * @returns the newcomer, or why there is none
 * @example
 * ```ts
 * const ended = await greet({ session, token, person });
 * if (ended.outcome !== 'greeted') console.error(explainGreeted(ended).message);
 * ```
 */
export async function greet(given: Greet): Promise<Greeted> {
  const invitation = await invitationFacts(given.session, given.token);
  return 'outcome' in invitation ? invitation : greetOpen(given, invitation);
}

async function greetOpen(
  { session, token, person, pace: given }: Greet,
  invitation: InvitationFacts,
): Promise<Greeted> {
  const pace = paceOf(given);
  const restarts = countRestarts();
  const side = greeterSide(connectionOf(session), token);
  const { crypto, rules } = session;
  const context = { crypto, person, pace, restarts, rules };
  let enrolled: EnrolledNewcomer | undefined;
  for (;;) {
    const peer = await authenticatePeer(context, [side]);
    if (peer.outcome !== 'known') return enrolled === undefined ? peer : unacknowledged(enrolled, peer);
    const admitted = await cancelOnFailure<Admitted>(
      peer,
      () => admit(session, invitation, peer, person, pace),
      rules,
    );
    if (admitted.outcome === 'admitted') {
      enrolled = { type: invitation.type, newcomer: admitted.newcomer };
      const result = await confirm(session, invitation, peer, admitted.newcomer, pace);
      if (result === undefined) {
        const completed = await completeInvitation(session, token);
        return { outcome: 'greeted', ...enrolled, knownBefore: admitted.knownBefore, completed };
      }
      if (!restarts.allow(result, side)) return unacknowledged(enrolled, restarts.ending(result));
    } else if (!restarts.allow(admitted, side)) return admitted;
    person.onRestart?.(restarts.count);
  }
}

type EnrolledNewcomer = Pick<Extract<Greeted, { outcome: 'greeted' }>, 'type' | 'newcomer'>;

const unacknowledged = (enrolled: EnrolledNewcomer, cause: GreetingEnd): Greeted => ({
  outcome: 'unacknowledged',
  ...enrolled,
  cause,
});

async function invitationFacts(session: Session, token: Uint8Array): Promise<InvitationFacts | Greeted> {
  const listed = await listInvitations(session);
  if (listed.outcome !== 'listed') return listed;
  const invitation = listed.invitations.find((each) => equalBytes(each.token, token));
  if (invitation === undefined) return { outcome: 'invitation-unknown' };
  if (invitation.status === 'CANCELLED') return { outcome: 'invitation-cancelled' };
  if (invitation.status === 'FINISHED') return { outcome: 'invitation-completed' };
  if (invitation.type === 'SHAMIR_RECOVERY') return { outcome: 'recovery-not-served' };
  return invitation.type === 'USER' ? { type: 'USER', email: invitation.claimer_email } : { type: 'DEVICE' };
}

/**
 * Steps 7 and 8: sends the confirmation and waits for the acknowledgement. Returns undefined after
 * the acknowledgement. The attempt is not cancelled on failure, so that a claimer that returns
 * finds the confirmation.
 */
async function confirm(
  session: Session,
  { type }: InvitationFacts,
  known: Agreed,
  newcomer: Newcomer,
  pace: Pace,
): Promise<GreetingEnd | undefined> {
  const payload = sealPayload(session.crypto, known.sharedKey, confirmation(session, type, newcomer));
  const sending = await exchangeStep(known, { step: 7, payload }, pace);
  const result = sending.outcome === 'heard' ? await exchangeStep(known, emptyStep(8), pace) : sending;
  // A resumed claimer may have closed the invitation itself.
  return result.outcome === 'heard' || result.outcome === 'invitation-completed' ? undefined : result;
}

function confirmation(
  { device }: Session,
  type: InvitationFacts['type'],
  newcomer: Newcomer,
): Parameters<typeof sealPayload>[2] {
  const { userId, deviceId, handle, deviceLabel, profile } = newcomer;
  const [email, name] = handle;
  const identity = {
    user_id: userId,
    device_id: deviceId,
    device_label: deviceLabel,
    human_handle: [email, name] as [string, string],
    profile,
    root_verify_key: device.root_verify_key,
  };
  if (type === 'USER') return { type: 'invite_user_confirmation', ...identity };
  const { private_key, user_realm_id, user_realm_key } = device;
  return { type: 'invite_device_confirmation', ...identity, private_key, user_realm_id, user_realm_key };
}
