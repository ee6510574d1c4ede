import type { Judge } from '../../../src/judge/judge.ts';
import type { SecretScan } from '../../../src/judge/secret-scan.ts';
import { documentOf, sealBytes, sharedKey, shortCodes } from '../../../src/people/greeting-secrets.ts';
import { type Half, type Role, roles, stepWords } from '../../../src/people/greeting-steps.ts';
import { PrivateKey, sodium } from '../../../src/people/keys.ts';
import type { Fields } from '../../../src/wire/values.ts';

/**
 * Makes the secrets of an honest greeting and registers them with `scan`.
 *
 * @param label - Name of the greeting in the findings of the scan.
 * @returns The shared key, and the steps of each side with a sealed payload.
 */
export function honestGreeting(judge: Judge, scan: SecretScan, label: string) {
  const keys = {
    greeter: new PrivateKey(judge.random.bytes(32)),
    claimer: new PrivateKey(judge.random.bytes(32)),
  };
  const nonces = { greeter: judge.random.bytes(64), claimer: judge.random.bytes(64) };
  const publicKeys = { greeter: keys.greeter.publicKey, claimer: keys.claimer.publicKey };
  const shared = sharedKey(keys.greeter.bytes, publicKeys.claimer, publicKeys);
  const derivedByClaimer = sharedKey(keys.claimer.bytes, publicKeys.greeter, publicKeys);
  judge.expect.equal(derivedByClaimer, shared, 'the key that the claimer derives');
  const codes = shortCodes(shared, nonces);
  for (const role of roles) {
    scan.plant(`ephemeral key of the ${role} of ${label}`, keys[role].bytes);
    scan.plantWord(`short code of the ${role} of ${label}`, codes[role]);
  }
  scan.plant(`shared key of ${label}`, shared);
  /** The fields that a side submits, by step. Other steps have no fields. */
  const fieldsByStep = (role: Role, payload: Fields): Readonly<Record<number, Fields>> => {
    const sealed = sealBytes(shared, judge.random.bytes(24), documentOf(payload));
    return role === 'greeter'
      ? {
          0: { public_key: publicKeys.greeter },
          2: { greeter_nonce: nonces.greeter },
          7: { greeter_payload: sealed },
        }
      : {
          0: { public_key: publicKeys.claimer },
          1: { hashed_nonce: sodium.crypto_hash_sha256(nonces.claimer) },
          3: { claimer_nonce: nonces.claimer },
          6: { claimer_payload: sealed },
        };
  };
  /** What a side submits at each of the nine steps. */
  const halves = (role: Role, payload: Fields): readonly Half[] => {
    const fields = fieldsByStep(role, payload);
    return stepWords[role].map((step, index) => ({ ...fields[index], step }));
  };
  return { shared, halves };
}
