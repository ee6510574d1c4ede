import {
  commitNonce,
  type Crypto,
  keepsCommitment,
  nonceSize,
  type SasCodes,
  sasCodes,
  sharedSecret,
} from '@parsec-spec/spec/crypto';
import type { GreetingEnd } from './greeting-end.ts';
import { exchangeStep, type Joined, emptyStep } from './hear.ts';
import type { Met } from './meet.ts';
import type { Pace } from './pace.ts';

/**
 * The shared key and the codes of a greeting attempt, which show whether the key is shared with the
 * right person.
 */
export interface Agreed extends Joined {
  readonly sharedKey: Uint8Array;
  readonly codes: SasCodes;
}

/**
 * Steps 1 to 3 (GREET-28, GREET-29). The claimer commits to its nonce by a hash before it sees that
 * of the greeter, so that neither side can choose a nonce that makes the codes match.
 */
export async function agree(
  crypto: Crypto,
  met: Met,
  pace: Pace,
): Promise<({ outcome: 'agreed' } & Agreed) | GreetingEnd> {
  const { privateKey, publicKey, peerKey: peer, side, attempt } = met;
  const sharedKey = await sharedSecret(crypto, { role: side.side, privateKey, publicKey, peer });
  privateKey.fill(0);
  if (sharedKey === undefined) return { outcome: 'peer-key-refused' };
  const own = crypto.randomBytes(nonceSize);
  const exchanged =
    side.side === 'GREETER'
      ? await exchangeAsGreeter(crypto, met, own, pace)
      : await exchangeAsClaimer(crypto, met, own, pace);
  if (exchanged.outcome !== 'heard') return exchanged;
  const [claimer, greeter] = side.side === 'GREETER' ? [exchanged.payload, own] : [own, exchanged.payload];
  return { outcome: 'agreed', side, attempt, sharedKey, codes: sasCodes(sharedKey, claimer, greeter) };
}

type Exchanged = Awaited<ReturnType<typeof exchangeStep>>;

/**
 * The greeter receives the hash, sends its nonce, receives the claimer's nonce and compares it with
 * the hash.
 */
async function exchangeAsGreeter(crypto: Crypto, met: Met, own: Uint8Array, pace: Pace): Promise<Exchanged> {
  const hash = await exchangeStep(met, emptyStep(1), pace);
  if (hash.outcome !== 'heard') return hash;
  const sent = await exchangeStep(met, { step: 2, payload: own }, pace);
  if (sent.outcome !== 'heard') return sent;
  const nonce = await exchangeStep(met, emptyStep(3), pace);
  if (nonce.outcome !== 'heard') return nonce;
  return (await keepsCommitment(crypto, hash.payload, nonce.payload)) ? nonce : { outcome: 'nonce-differs' };
}

/**
 * The claimer sends the hash of its nonce, receives the greeter's nonce, and sends its own nonce.
 */
async function exchangeAsClaimer(crypto: Crypto, met: Met, own: Uint8Array, pace: Pace): Promise<Exchanged> {
  const committed = await exchangeStep(met, { step: 1, payload: await commitNonce(crypto, own) }, pace);
  if (committed.outcome !== 'heard') return committed;
  const nonce = await exchangeStep(met, emptyStep(2), pace);
  if (nonce.outcome !== 'heard') return nonce;
  const said = await exchangeStep(met, { step: 3, payload: own }, pace);
  return said.outcome === 'heard' ? nonce : said;
}
