import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judgement } from './judgement.ts';
import { authenticationOf, isCommand, type ObservedExchange } from './traffic.ts';

/** Half a window of the ordering rules, in seconds (spec/protocol/ordering.md). */
export const WINDOW = { early: 300, late: 320 } as const;

/** The earliest and the latest time, in s, at which the server may have judged a request. */
export function serverTimeOf({ exchange }: ObservedExchange): readonly [number, number] | undefined {
  const date = Date.parse(exchange.header('date') ?? '') / 1000;
  return Number.isNaN(date) ? undefined : [date - exchange.durationMs / 1000 - 1, date + 2];
}

/** Judges the time of device tokens against the clock of the server (AUTH-09). */
export function checkTokenTimes(traffic: readonly ObservedExchange[], judgement: Judgement): void {
  for (const observed of traffic) {
    const { exchange, token } = observed;
    const time = serverTimeOf(observed);
    const isOfDevice = isCommand(observed) && authenticationOf(observed.route) === 'device';
    if (token === undefined || time === undefined || !isOfDevice) continue;
    const [ahead, behind] = [token.seconds - time[0], time[1] - token.seconds];
    const isServed = exchange.status === 200;
    const check = (rule: RequirementId, holds: boolean, expected: string) =>
      judgement.check('server', rule, observed, holds, expected, () => `HTTP ${exchange.status}`);
    if (token.seconds - time[1] >= WINDOW.early)
      check('authentication/not-too-early', !isServed, '498 to a token 300 s or more ahead');
    else if (time[0] - token.seconds >= WINDOW.late)
      check('authentication/not-too-late', !isServed, '498 to a token 320 s or more behind');
    else if (ahead < WINDOW.early && behind < WINDOW.late && (isServed || exchange.status === 498))
      check('authentication/window-inside', isServed, 'service for a token inside the window');
  }
}
