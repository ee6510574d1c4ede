import { DateTime } from '@parsec-spec/spec/codec';

/** The time of this machine, to the millisecond; many requests of one share it. */
export function systemClock(): () => DateTime {
  let last = 0;
  let now = DateTime.of(0n);
  return () => {
    const millis = Date.now();
    if (millis === last) return now;
    last = millis;
    now = DateTime.ofMillis(millis);
    return now;
  };
}
