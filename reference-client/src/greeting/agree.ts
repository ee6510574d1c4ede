import {
  commitNonce,
  type Crypto,
  matchesCommitment,
  NONCE_SIZE,
  type SasCodes,
  sasCodes,
  sharedSecret,
} from '@parsec-spec/spec/crypto';
import type { GreetingEnd } from './greeting-end.ts';
import { hear, type Joined, silent } from './hear.ts';
import type { Met } from './meet.ts';
import type { Pace } from './pace.ts';

/** What both sides hold once the nonces are exchanged: the shared key, and the codes that tell whether it is shared with the right person. */
export interface Agreed extends Joined {
  readonly sharedKey: Uint8Array;
  readonly codes: SasCodes;
}

/** Steps 1 to 3 (GREET-28, GREET-29): the claimer is bound to its nonce by a hash before it sees the greeter's, so nobody can choose nonces until the codes fit. */
export async function agree(
  crypto: Crypto,
  met: Met,
  pace: Pace,
): Promise<({ outcome: 'agreed' } & Agreed) | GreetingEnd> {
  const { privateKey, publicKey, peerKey: peer, side, attempt } = met;
  const sharedKey = await sharedSecret(crypto, { role: side.side, privateKey, publicKey, peer });
  privateKey.fill(0);
  if (sharedKey === undefined) return { outcome: 'peer-key-refused' };
  const own = crypto.randomBytes(NONCE_SIZE);
  const exchanged =
    side.side === 'GREETER' ? await hearBound(crypto, met, own, pace) : await bind(crypto, met, own, pace);
  if (exchanged.outcome !== 'heard') return exchanged;
  const [claimer, greeter] = side.side === 'GREETER' ? [exchanged.payload, own] : [own, exchanged.payload];
  return { outcome: 'agreed', side, attempt, sharedKey, codes: sasCodes(sharedKey, claimer, greeter) };
}

type Exchanged = Awaited<ReturnType<typeof hear>>;

/** The greeter: hears the hash, says its nonce, hears the claimer's, and holds it against the hash. */
async function hearBound(crypto: Crypto, met: Met, own: Uint8Array, pace: Pace): Promise<Exchanged> {
  const hash = await hear(met, silent(1), pace);
  if (hash.outcome !== 'heard') return hash;
  const sent = await hear(met, { step: 2, payload: own }, pace);
  if (sent.outcome !== 'heard') return sent;
  const nonce = await hear(met, silent(3), pace);
  if (nonce.outcome !== 'heard') return nonce;
  return (await matchesCommitment(crypto, hash.payload, nonce.payload))
    ? nonce
    : { outcome: 'nonce-differs' };
}

/** The claimer: binds itself, hears the greeter's nonce, says its own. */
async function bind(crypto: Crypto, met: Met, own: Uint8Array, pace: Pace): Promise<Exchanged> {
  const bound = await hear(met, { step: 1, payload: await commitNonce(crypto, own) }, pace);
  if (bound.outcome !== 'heard') return bound;
  const nonce = await hear(met, silent(2), pace);
  if (nonce.outcome !== 'heard') return nonce;
  const said = await hear(met, { step: 3, payload: own }, pace);
  return said.outcome === 'heard' ? nonce : said;
}
