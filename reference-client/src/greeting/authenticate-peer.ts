import { type ClientRules, clientRules, sasChoices } from '@parsec-spec/spec/client-rules';
import { type Crypto, commitNonce, NONCE_SIZE, type SasCodes } from '@parsec-spec/spec/crypto';
import { askPerson } from './ask-person.ts';
import { cancelOnFailure } from './cancel-on-failure.ts';
import { emptyStep, exchangeStep, type Joined } from './exchange-step.ts';
import type { GreetingEnd, GreetingSide } from './greeting-side.ts';
import { type Pace, pollPause, type Silence, silenceReporter } from './pace.ts';
import type { Restarts } from './restarts.ts';

/** What both sides of a greeting use. */
export interface GreetingContext {
  readonly crypto: Crypto;
  readonly person: GreetingPerson;
  readonly pace: Pace;
  readonly restarts: Restarts;
  /** The rules that this client keeps; default: all. */
  readonly rules?: ClientRules | undefined;
}

/**
 * Steps 0 to 5: the two sides authenticate each other by codes and share a key. Starts again when
 * the other side does, until the restarts are used up.
 *
 * @param sides one side for each possible peer
 */
export async function authenticatePeer(
  context: GreetingContext,
  sides: readonly GreetingSide[],
): Promise<({ outcome: 'known' } & Agreed) | GreetingEnd> {
  const { crypto, pace, person, restarts, rules = clientRules } = context;
  const own: Own = { crypto, pace, person, rules };
  let candidates = sides;
  for (;;) {
    const met = await meet(crypto, candidates, pace, restarts);
    if (met.outcome !== 'met') return met;
    const peer = await cancelOnFailure<({ outcome: 'known' } & Agreed) | GreetingEnd>(
      met,
      async () => {
        const agreed = await agree(own, met);
        if (agreed.outcome !== 'agreed') return agreed;
        const compared = await compare(own, agreed);
        return compared.outcome === 'compared' ? { ...agreed, outcome: 'known' as const } : compared;
      },
      rules,
    );
    if (peer.outcome === 'known' || !restarts.allow(peer, met.side)) return ending(restarts, peer);
    person.onRestart?.(restarts.count);
    candidates = [met.side];
  }
}

/** What this side uses in one attempt. */
interface Own extends Pick<GreetingContext, 'crypto' | 'pace' | 'person'> {
  readonly rules: ClientRules;
}

const ending = <K extends { outcome: string }>(
  restarts: Restarts,
  known: K | GreetingEnd,
): K | GreetingEnd => (known.outcome === 'known' ? known : restarts.ending(known as GreetingEnd));

/**
 * The person on one side of a greeting. Reads one code aloud and picks the code of the other
 * person.
 */
export interface GreetingPerson {
  /** Shows the code that the person reads aloud. */
  showCode(code: string): void | Promise<void>;
  /**
   * Lets the person pick the code of the other person; undefined if none matches. An exception ends
   * the greeting. The signal withdraws the question: its codes no longer count.
   */
  chooseCode(choices: readonly string[], signal: AbortSignal): Promise<string | undefined>;
  /** The other person has picked the code that this side shows. */
  onPicked?(): void;
  /** The attempt was restarted: earlier codes are no longer valid. */
  onRestart?(times: number): void;
}

/** An attempt that both sides have joined, with the key pair of this attempt. */
interface Met extends Joined {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly peerKey: Uint8Array;
}

type Waiting = Omit<Met, 'peerKey'>;

/**
 * Step 0: waits for the other side. If several people may greet, the first one that joins is chosen
 * and the other attempts are cancelled. An attempt is started again when the other side restarts,
 * until the restarts are used up.
 */
async function meet(
  crypto: Crypto,
  sides: readonly GreetingSide[],
  pace: Pace,
  restarts: Restarts,
): Promise<({ outcome: 'met' } & Met) | GreetingEnd> {
  const waiting: Waiting[] = [];
  let end: GreetingEnd = { outcome: 'greeter-unknown' };
  const begin = async (side: GreetingSide): Promise<void> => {
    const start = await side.start();
    if (start.outcome !== 'started') end = start;
    else waiting.push({ side, attempt: start.attempt, ...(await freshKeys(crypto)) });
  };
  for (const side of sides) await begin(side);
  const until = pace.clock() + pace.waitMs;
  const reporter = silenceReporter(pace);
  try {
    for (let polls = 1; waiting.length > 0; polls++) {
      let of: Silence['of'] = 'peer';
      for (const one of [...waiting]) {
        if (pace.signal?.aborted) return { outcome: 'interrupted' };
        const result = await one.side.say(one.attempt, { step: 0, payload: one.publicKey });
        if (result.outcome === 'not-ready') continue;
        if (result.outcome === 'offline' && pace.clock() < until) {
          of = 'server';
          continue;
        }
        waiting.splice(waiting.indexOf(one), 1);
        if (result.outcome === 'heard') {
          reporter.heard();
          return { outcome: 'met', ...one, peerKey: result.payload };
        }
        end = result;
        if (restarts.allow(result, one.side)) await begin(one.side);
      }
      if (waiting.length > 0 && pace.clock() >= until) return { outcome: 'peer-absent', step: 0 };
      reporter.silent({ step: 0, of });
      if (waiting.length > 0) await pace.sleep(pollPause(polls), pace.signal);
    }
    return restarts.ending(end);
  } finally {
    for (const { side, attempt } of waiting) await side.cancel(attempt, 'MANUALLY_CANCELLED');
  }
}

async function freshKeys(crypto: Crypto): Promise<{ privateKey: Uint8Array; publicKey: Uint8Array }> {
  const privateKey = crypto.randomBytes(32);
  return { privateKey, publicKey: await crypto.publicKeyOf(privateKey) };
}

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
async function agree(
  { crypto, pace, rules }: Own,
  met: Met,
): Promise<({ outcome: 'agreed' } & Agreed) | GreetingEnd> {
  const { privateKey, publicKey, peerKey: peer, side, attempt } = met;
  const sharedKey = await rules['client-greeting/shared-key'](crypto, {
    role: side.side,
    privateKey,
    publicKey,
    peer,
  });
  privateKey.fill(0);
  if (sharedKey === undefined) return { outcome: 'peer-key-refused' };
  const own = crypto.randomBytes(NONCE_SIZE);
  const exchanged =
    side.side === 'GREETER'
      ? await exchangeAsGreeter({ crypto, pace, rules }, met, own)
      : await exchangeAsClaimer(crypto, met, own, pace);
  if (exchanged.outcome !== 'heard') return exchanged;
  const [claimer, greeter] = side.side === 'GREETER' ? [exchanged.payload, own] : [own, exchanged.payload];
  const codes = rules['client-greeting/code-derivation'](sharedKey, claimer, greeter);
  return { outcome: 'agreed', side, attempt, sharedKey, codes };
}

type Exchanged = Awaited<ReturnType<typeof exchangeStep>>;

/**
 * The greeter receives the hash, sends its nonce, receives the claimer's nonce and compares it with
 * the hash.
 */
async function exchangeAsGreeter(
  { crypto, pace, rules }: Omit<Own, 'person'>,
  met: Met,
  own: Uint8Array,
): Promise<Exchanged> {
  const hash = await exchangeStep(met, emptyStep(1), pace);
  if (hash.outcome !== 'heard') return hash;
  const result = await exchangeStep(met, { step: 2, payload: own }, pace);
  if (result.outcome !== 'heard') return result;
  const nonce = await exchangeStep(met, emptyStep(3), pace);
  if (nonce.outcome !== 'heard') return nonce;
  const digest = await crypto.sha256(nonce.payload);
  const isCommitted = rules['client-greeting/nonce-hash-checked']?.(digest, hash.payload) ?? true;
  return isCommitted ? nonce : { outcome: 'nonce-differs' };
}

/**
 * The claimer sends the hash of its nonce, receives the greeter's nonce, and sends its own nonce.
 */
async function exchangeAsClaimer(crypto: Crypto, met: Met, own: Uint8Array, pace: Pace): Promise<Exchanged> {
  const committed = await exchangeStep(met, { step: 1, payload: await commitNonce(crypto, own) }, pace);
  if (committed.outcome !== 'heard') return committed;
  const nonce = await exchangeStep(met, emptyStep(2), pace);
  if (nonce.outcome !== 'heard') return nonce;
  const result = await exchangeStep(met, { step: 3, payload: own }, pace);
  return result.outcome === 'heard' ? nonce : result;
}

/**
 * Steps 4 and 5 (GREET-30, GREET-31). First the claimer picks the greeter's code, then the greeter
 * picks the claimer's.
 */
async function compare(own: Own, agreed: Agreed): Promise<{ outcome: 'compared' } | GreetingEnd> {
  const { codes, side } = agreed;
  const { person, pace, rules } = own;
  if (side.side === 'GREETER') await person.showCode(codes.greeter);
  else {
    const picked = await pick(own, agreed, codes.greeter);
    if (picked.outcome !== 'picked') return picked;
  }
  const first = await exchangeStep(agreed, emptyStep(4), pace);
  if (first.outcome !== 'heard') return first;
  if (side.side === 'GREETER') person.onPicked?.();
  if (side.side === 'CLAIMER') await person.showCode(codes.claimer);
  else if (rules['client-greeting/creation-after-codes']?.()) {
    const picked = await pick(own, agreed, codes.claimer);
    if (picked.outcome !== 'picked') return picked;
  }
  const second = await exchangeStep(agreed, emptyStep(5), pace);
  if (second.outcome !== 'heard') return second;
  if (side.side === 'CLAIMER') person.onPicked?.();
  return { outcome: 'compared' };
}

/** The step that each side repeats while its person chooses. */
const REPEATED_STEP = { CLAIMER: 2, GREETER: 4 } as const;

/** Lets the person pick the code of the other side, unless the attempt ends in the meantime. */
async function pick(
  { crypto, person, pace, rules }: Own,
  joined: Joined,
  code: string,
): Promise<{ outcome: 'picked' } | GreetingEnd> {
  const { side } = joined.side;
  const choices = sasChoices(crypto, code, rules);
  const chosen = await askPerson(pace, joined, REPEATED_STEP[side], (signal) =>
    person.chooseCode(choices, signal),
  );
  if (chosen.outcome !== 'answered') return chosen;
  const isRight = rules['client-greeting/wrong-code-ends']?.(chosen.answer, code, side) ?? true;
  if (isRight) return { outcome: 'picked' };
  // A person who ends the greeting has picked no code, but not because the codes differ.
  return { outcome: pace.signal?.aborted === true ? 'interrupted' : 'codes-differ' };
}
