import type { Judge } from '../../judge/judge.ts';
import type { Bootstrapped } from '../../judge/organization.ts';
import type { Author } from '../../judge/rpc.ts';
import type { PreparedCommand } from '../../people/added-certificates.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields, Instant } from '../../wire/values.ts';

/** Makes a command with this timestamp. It is valid except perhaps for the timestamp. */
export type Dated = (at: Instant) => PreparedCommand;

/** The bounds of the allowed window, in s from the server's clock. */
const BOUNDS = [300, -320];

/**
 * Sends a request with a date that is some seconds from now when it is sent. If the request travels
 * longer than the date needs to cross a bound of the window, a failure in `send` rests on time, and so
 * does one of the exchange that it returns.
 */
export function sendDated<T>(judge: Judge, seconds: number, send: (at: Instant) => Promise<T>): Promise<T> {
  const crossed = BOUNDS.find((bound) => seconds > bound);
  const limitMs = crossed === undefined ? Number.POSITIVE_INFINITY : (seconds - crossed) * 1000;
  return judge.within(limitMs, () => send(judge.now().plusSeconds(seconds)));
}

/**
 * Bootstraps an organization dated 312 s ago, so that a certificate dated 310 s ago is not earlier than
 * the existing ones.
 */
export async function bootstrappedBehind(judge: Judge): Promise<Bootstrapped> {
  const organization = await judge.organization();
  return sendDated(judge, -312, (at) => judge.bootstrapped({}, { at }, organization));
}

/** Tolerated difference between the clocks of judge and target, in s. */
const MAX_CLOCK_DIFFERENCE = 10;

/**
 * Asserts that a time of the target lies between `since` and the present.
 *
 * @param since - when the request began that made the time
 */
export function expectRecent(judge: Judge, time: Instant, since: Instant, what: string, exchange?: Exchange) {
  const early = Number(since.micros - time.micros) / 1e6;
  const late = Number(time.micros - judge.now().micros) / 1e6;
  const off = Math.max(early, late);
  judge.expect.that(off < MAX_CLOCK_DIFFERENCE, `${what}, within 10 s`, `${off} s off`, exchange);
}

/** Asserts that a time of the target in an answer is that of the exchange. */
export function expectPresent(judge: Judge, time: Instant, exchange: Exchange): void {
  const msAgo = Date.now() - exchange.at.getTime();
  expectRecent(judge, time, judge.now().plus(-1000 * msAgo), 'the time of the server', exchange);
}

/**
 * Timestamps outside and inside the allowed window, in s from the server's clock. The bounds of the
 * window are 300 s ahead and 320 s behind.
 */
const windowEdges = {
  ahead: { outside: 310, inside: 290 },
  behind: { outside: -350, inside: -310 },
} as const;

/**
 * Asserts that a command dated outside the window is refused, that the refusal has the bounds and
 * both clocks, and that a command dated inside the window is accepted.
 */
export async function expectWindow(
  judge: Judge,
  author: Author,
  dated: Dated,
  side: keyof typeof windowEdges,
): Promise<void> {
  const { outside, inside } = windowEdges[side];
  let at = judge.now();
  const refused = await sendDated(judge, outside, (date) => {
    at = date;
    return judge.members.send(author, dated(date), `${outside} s from now`);
  });
  const reply = judge.expect.reply(refused, 'timestamp_out_of_ballpark', `${outside} s from now`);
  await judge.under('ordering/out-of-window-tells-offsets', () => {
    judge.expect.equal(reply.ballpark_client_early_offset, 300, 'ballpark_client_early_offset', refused);
    judge.expect.equal(reply.ballpark_client_late_offset, 320, 'ballpark_client_late_offset', refused);
  });
  await expectClocks(judge, reply, at, refused);
  const valid = await sendDated(judge, inside, (date) => judge.members.send(author, dated(date), 'valid'));
  judge.expect.reply(valid, 'ok', `${inside} s from now`);
}

/** Asserts that the refusal of a timestamp outside the window has both clocks. */
const expectClocks = (judge: Judge, reply: Fields, at: Instant, refused: Exchange): Promise<void> =>
  judge.under('ordering/out-of-window-tells-clocks', () => {
    judge.expect.equal(reply.client_timestamp, at, 'client_timestamp', refused);
    judge.expect.instant(reply, 'server_timestamp', refused);
  });
