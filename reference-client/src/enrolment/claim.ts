import type { Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import {
  claimerSide,
  countRestarts,
  type GreetingSide,
  knowEachOther,
  orCancel,
  paceOf,
} from '../greeting/index.ts';
import type { ClaimKeys } from './claim-content.ts';
import { claimPath, discardClaim, openClaim } from './claim-file.ts';
import type { Claim, Claimed } from './claimed.ts';
import type { Claiming, OwnKeys } from './claiming.ts';
import { type InvitationInfo, invitedConnection, lookAtInvitation } from './look-at-invitation.ts';
import { type Received, receive } from './receive.ts';
import { sendPayload } from './send-payload.ts';

/**
 * Becomes a user, or adds a device, by an invitation (spec/protocol/client-greeting.md). The keys are sealed on disk before
 * the greeter hears of them, so that a claim that is cut off can be taken up again by the same call: at the very step,
 * while the greeter still waits, else from the codes on with the same keys.
 */
export async function claim(given: Claim): Promise<Claimed> {
  const { crypto, address, folder, password } = given;
  const path = await claimPath(crypto, folder, address.token);
  const looked = await lookAtInvitation(given, address);
  // Nobody can confirm these keys any more.
  if (looked.outcome === 'invitation-gone') await discardClaim(path);
  if (looked.outcome !== 'seen') return looked;
  const before = await openClaim(crypto, path, password);
  if (before.ok) {
    const claiming = { ...given, info: looked.info, path, own: before.keys };
    const taken = await takeUp(claiming, before.keys);
    return taken === 'anew' ? greetedAnew(claiming, true) : taken;
  }
  if (before.reason !== 'missing') return { outcome: 'claim-waits', claim: path, detail: before.detail };
  const own = freshKeys(crypto, looked.info.type);
  return greetedAnew({ ...given, info: looked.info, path, own }, false);
}

const freshKeys = (crypto: Crypto, type: InvitationInfo['type']): OwnKeys => ({
  signing_key: crypto.randomBytes(32),
  private_key: type === 'USER' ? crypto.randomBytes(32) : null,
});

/** Goes on where an earlier start was cut off, if its attempt still lives. */
async function takeUp(claiming: Claiming, keys: ClaimKeys): Promise<Claimed | 'anew'> {
  const side = claimerSide(invitedConnection(claiming, claiming.address), keys.greeter);
  const joined = { side, attempt: keys.greeting_attempt };
  const still = await side.say(joined.attempt, { step: 6, payload: keys.claimer_payload });
  switch (still.outcome) {
    case 'heard':
    case 'not-ready': {
      const received = await receive(claiming, joined, keys, true);
      return isOver(received) ? received : 'anew';
    }
    case 'attempt-cancelled':
    case 'out-of-step':
    // Others may greet in that one's place.
    case 'greeter-not-allowed':
    case 'greeter-unknown':
    case 'greeter-revoked':
      return 'anew';
    default:
      return { outcome: 'unconfirmed', claim: claiming.path, cause: still };
  }
}

/** Codes, payload, confirmation; again when the greeter begins anew. */
async function greetedAnew(claiming: Claiming, resumed: boolean): Promise<Claimed> {
  const { crypto, person, info } = claiming;
  const sides = await sidesOf(claiming);
  const pace = paceOf(claiming.pace);
  const restarts = countRestarts();
  let among: readonly GreetingSide[] = [...sides.keys()];
  for (;;) {
    const known = await knowEachOther({ crypto, person, pace, restarts }, among);
    if (known.outcome !== 'known') return known;
    const { side, attempt, sharedKey } = known;
    const greeter = sides.get(side);
    if (greeter === undefined) throw new TypeError(`nobody of that name greets ${info.type}`);
    const sent = await orCancel(known, () => sendPayload(claiming, known, greeter, pace));
    if (sent.outcome === 'cannot-store' || sent.outcome === 'claim-waits') return sent;
    const keys = { ...claiming.own, shared_key: sharedKey };
    const ended: Received =
      sent.outcome === 'sent'
        ? await receive(claiming, { side, attempt }, keys, resumed)
        : { outcome: 'unconfirmed', claim: claiming.path, cause: sent };
    if (isOver(ended) || !restarts.allow(ended.cause, side)) {
      return ended.outcome === 'unconfirmed' ? { ...ended, cause: restarts.ending(ended.cause) } : ended;
    }
    person.beganAnew?.(restarts.count);
    among = [side];
  }
}

const isOver = (received: Received): received is Exclude<Received, { outcome: 'unconfirmed' }> =>
  received.outcome !== 'unconfirmed';

async function sidesOf({ info, person, ...claim }: Claiming): Promise<ReadonlyMap<GreetingSide, Uuid>> {
  const greeters =
    info.type === 'USER' ? await person.chooseGreeters(info.administrators) : [info.claimer_user_id];
  const connection = invitedConnection(claim, claim.address);
  return new Map(greeters.map((greeter) => [claimerSide(connection, greeter), greeter]));
}
