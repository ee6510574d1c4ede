import type { Uuid } from '@parsec-spec/spec/codec';
import {
  commitNonce,
  NONCE_SIZE,
  type SasCodes,
  sasCodes,
  sharedSecret,
  syncCrypto,
} from '@parsec-spec/spec/crypto';
import { type PlainStep, STEP_COUNT } from '@parsec-spec/spec/greeting';
import type { InvitationAddress } from '@parsec-spec/spec/urls';
import { invitedConnection } from '../../src/enrolment/invitations.ts';
import { claimerSide } from '../../src/greeting/claimer-side.ts';
import { emptyStep, exchangeStep } from '../../src/greeting/exchange-step.ts';
import { greeterSide } from '../../src/greeting/greeter-side.ts';
import type { GreetingSide } from '../../src/greeting/greeting-side.ts';
import { paceOf } from '../../src/greeting/pace.ts';
import { connectionOf } from '../../src/journeys/session.ts';
import { type Acme, impatient } from './acme.ts';

const crypto = syncCrypto;

/** The deviations of a scripted side from an honest one. */
export interface Tricks {
  publicKey?: Uint8Array;
  /** Reveals a nonce that does not match its hash. */
  otherNonce?: boolean;
  /** Makes the payload that it sends, from the shared key. */
  payload?: (sharedKey: Uint8Array) => Uint8Array;
  /** Stops before this step. */
  until?: number;
  /** Receives the codes before they are compared. */
  codes?: (codes: SasCodes) => void;
}

/** The last step of the scripted side and the last answer. */
export interface Played {
  step: number;
  last: { outcome: string; reason?: string | undefined };
  payload: Uint8Array;
  sharedKey: Uint8Array;
}

/** Runs a scripted claimer step by step. */
export const playClaimer = (acme: Acme, address: InvitationAddress, tricks: Tricks): Promise<Played> =>
  play(claimerSide(invitedConnection(acme.alice, address), acme.alice.device.user_id), tricks);

/** Runs a scripted greeter step by step. */
export const playGreeter = (acme: Acme, address: InvitationAddress, tricks: Tricks): Promise<Played> =>
  play(greeterSide(connectionOf(acme.alice), address.token), tricks);

async function play(side: GreetingSide, tricks: Tricks): Promise<Played> {
  const begun = await side.start();
  if (begun.outcome !== 'started') throw new Error(begun.outcome);
  const joined: { side: GreetingSide; attempt: Uuid } = { side, attempt: begun.attempt };
  const privateKey = crypto.randomBytes(32);
  const publicKey = tricks.publicKey ?? crypto.publicKeyOf(privateKey);
  const own = crypto.randomBytes(NONCE_SIZE);
  const shown = tricks.otherNonce ? crypto.randomBytes(NONCE_SIZE) : own;
  const isGreeter = side.side === 'GREETER';
  let sharedKey: Uint8Array = new Uint8Array(32);
  let peerNonce: Uint8Array = new Uint8Array();
  const said = async (step: number): Promise<PlainStep> => {
    if (step === 0) return { step, payload: publicKey };
    if (step === 1 && !isGreeter) return { step, payload: await commitNonce(crypto, own) };
    if (step === (isGreeter ? 2 : 3)) return { step, payload: shown };
    if (step === (isGreeter ? 7 : 6))
      return { step, payload: tricks.payload?.(sharedKey) ?? new Uint8Array() };
    return emptyStep(step);
  };
  const played: Played = { step: 0, last: { outcome: 'started' }, payload: new Uint8Array(), sharedKey };
  for (let step = 0; step < (tricks.until ?? STEP_COUNT); step++) {
    const heard = await exchangeStep(joined, await said(step), paceOf(impatient(2000)));
    played.last = heard;
    if (heard.outcome !== 'heard') return played;
    played.step = step + 1;
    if (step === 0) {
      const input = { role: side.side, privateKey, publicKey, peer: heard.payload };
      sharedKey = (await sharedSecret(crypto, input)) ?? new Uint8Array(32);
      played.sharedKey = sharedKey;
    }
    if (step === (isGreeter ? 3 : 2)) peerNonce = heard.payload;
    if (step === 3) {
      const [claimer, greeter] = isGreeter ? [peerNonce, shown] : [shown, peerNonce];
      tricks.codes?.(sasCodes(sharedKey, claimer, greeter));
    }
    if (step === (isGreeter ? 6 : 7)) played.payload = heard.payload;
  }
  return played;
}
