import { alterBody } from './alter-body.ts';
import { alterHead } from './alter-head.ts';
import { brokenFrame } from './broken-frame.ts';
import type { Sent } from './keep-alive.ts';
import { Random } from './random.ts';
import { type Request, whole } from './request.ts';

/** A malformed request; `framed`: where it begins and ends can be told, so that others may follow on its connection. */
export interface Malformed extends Sent {
  readonly framed: boolean;
}

/** The malformed request of a number: seed and number decide it, given the same valid ones. */
export function malformed(valid: readonly Request[], seed: number, number: number): Malformed {
  const random = new Random(seed, number);
  const [first, other] = [random.of(valid), random.of(valid)];
  if (random.below(20) === 0) return { number, method: '', bytes: brokenFrame(first, random), framed: false };
  const original = whole(first);
  let [request, bytes] = [first, original];
  // What was altered may be as it was: no such header, an empty body.
  for (
    let least = 1 + random.below(3), tries = 0;
    tries < least || (tries < 12 && bytes.equals(original));
    tries++
  ) {
    request =
      random.below(2) === 0
        ? alterHead(request, random)
        : { ...request, body: alterBody(request.body, random, other.body) };
    bytes = whole(request);
  }
  return { number, method: request.method, bytes, framed: true };
}
