import { DateTime } from '@parsec-spec/spec/codec';

/** The time of this machine in milliseconds. Requests within one millisecond share a value. */
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
