import type { Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { rulesOf } from '../call/call.ts';
import { authenticatePeer } from '../greeting/authenticate-peer.ts';
import { cancelOnFailure } from '../greeting/cancel-on-failure.ts';
import { claimerSide } from '../greeting/claimer-side.ts';
import type { GreetingSide } from '../greeting/greeting-side.ts';
import { paceOf } from '../greeting/pace.ts';
import { countRestarts } from '../greeting/restarts.ts';
import { type ClaimKeys, claimPath, discardClaim, openClaim } from './claim-file.ts';
import {
  type Claim,
  type Claimed,
  type OwnKeys,
  type Received,
  type RunningClaim,
  receive,
  sendPayload,
} from './claim-steps.ts';
import { type InvitationInfo, invitedConnection, lookAtInvitation } from './invitations.ts';

/**
 * Claims an invitation: becomes a user, or adds a device (spec/protocol/client-greeting.md). The
 * keys are stored on disk before the greeter receives them, so the same call resumes a claim that
 * was interrupted. It resumes at the same step while the greeter still waits, otherwise with the
 * same keys from the codes on.
 *
 * @returns the enrolled device, or why there is none
 * @example
 * ```ts
 * const link = parseInvitationUrl(text);
 * if (!link.ok) throw new Error(link.expected);
 * const { address } = link;
 * const ended = await claim({ crypto, address, handle, deviceLabel, password, folder, person });
 * ```
 */
export async function claim(given: Claim): Promise<Claimed> {
  const { crypto, address, folder, password } = given;
  const path = await claimPath(crypto, folder, address.token);
  const lookup = await lookAtInvitation(given, address);
  // These keys can no longer be confirmed.
  if (lookup.outcome === 'invitation-gone') await discardClaim(path);
  if (lookup.outcome !== 'seen') return lookup;
  const stored = await openClaim(crypto, path, password);
  if (stored.ok) {
    const claiming = { ...given, info: lookup.info, path, own: stored.keys };
    const resumed = await resume(claiming, stored.keys);
    return resumed === 'anew' ? claimFromStart(claiming, true) : resumed;
  }
  if (stored.reason !== 'missing') return { outcome: 'claim-waits', claim: path, detail: stored.detail };
  const own = freshKeys(crypto, lookup.info.type);
  return claimFromStart({ ...given, info: lookup.info, path, own }, false);
}

const freshKeys = (crypto: Crypto, type: InvitationInfo['type']): OwnKeys => ({
  signing_key: crypto.randomBytes(32),
  private_key: type === 'USER' ? crypto.randomBytes(32) : null,
});

/** Resumes the attempt of an earlier run, if the server still has it. */
async function resume(claiming: RunningClaim, keys: ClaimKeys): Promise<Claimed | 'anew'> {
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
    // Another administrator may greet instead.
    case 'greeter-not-allowed':
    case 'greeter-unknown':
    case 'greeter-revoked':
      return 'anew';
    default:
      return { outcome: 'unconfirmed', claim: claiming.path, cause: still };
  }
}

/** Runs the steps from the codes to the confirmation. Repeats them if the greeter restarts. */
async function claimFromStart(claiming: RunningClaim, resumed: boolean): Promise<Claimed> {
  const { crypto, person, info, rules } = claiming;
  const sides = await sidesOf(claiming);
  const pace = paceOf(claiming.pace);
  const restarts = countRestarts();
  let candidates: readonly GreetingSide[] = [...sides.keys()];
  for (;;) {
    const peer = await authenticatePeer({ crypto, person, pace, restarts, rules }, candidates);
    if (peer.outcome !== 'known') return peer;
    const { side, attempt, sharedKey } = peer;
    const greeter = sides.get(side);
    if (greeter === undefined) throw new TypeError(`no greeter for this side of a ${info.type} invitation`);
    const sending = await cancelOnFailure(peer, () => sendPayload(claiming, peer, greeter, pace), rules);
    if (sending.outcome === 'cannot-store' || sending.outcome === 'claim-waits') return sending;
    const keys = { ...claiming.own, shared_key: sharedKey };
    const result: Received =
      sending.outcome === 'sent'
        ? await receive(claiming, { side, attempt }, keys, resumed)
        : { outcome: 'unconfirmed', claim: claiming.path, cause: sending };
    if (isOver(result) || !restarts.allow(result.cause, side)) {
      return result.outcome === 'unconfirmed' ? { ...result, cause: restarts.ending(result.cause) } : result;
    }
    person.onRestart?.(restarts.count);
    candidates = [side];
  }
}

const isOver = (received: Received): received is Exclude<Received, { outcome: 'unconfirmed' }> =>
  received.outcome !== 'unconfirmed';

async function sidesOf({ info, person, ...claim }: RunningClaim): Promise<ReadonlyMap<GreetingSide, Uuid>> {
  const chosen =
    info.type === 'USER' ? await person.chooseGreeters(info.administrators) : [info.claimer_user_id];
  const greeters = rulesOf(claim)['client-greeting/any-administrator-greets']?.(chosen) ?? chosen.slice(0, 1);
  const connection = invitedConnection(claim, claim.address);
  return new Map(greeters.map((greeter) => [claimerSide(connection, greeter), greeter]));
}
