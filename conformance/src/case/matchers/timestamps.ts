import type { Exchange } from '../../wire/exchange.ts';
import type { Fields, Instant } from '../../wire/values.ts';
import type { Judge } from '../judge.ts';
import type { Author } from '../rpc.ts';
import type { PreparedCommand } from './refuses-command.ts';

/** Makes a command with this timestamp. It is valid except perhaps for the timestamp. */
export type Dated = (at: Instant) => PreparedCommand;

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
  const at = judge.now().plusSeconds(outside);
  const refused = await judge.members.send(author, dated(at), `${outside} s from now`);
  const reply = judge.expect.reply(refused, 'timestamp_out_of_ballpark', `${outside} s from now`);
  await judge.under('ordering/out-of-window-tells-offsets', () => {
    judge.expect.equal(reply.ballpark_client_early_offset, 300, 'ballpark_client_early_offset', refused);
    judge.expect.equal(reply.ballpark_client_late_offset, 320, 'ballpark_client_late_offset', refused);
  });
  await expectClocks(judge, reply, at, refused);
  const valid = dated(judge.now().plusSeconds(inside));
  judge.expect.reply(await judge.members.send(author, valid, 'valid'), 'ok', `${inside} s from now`);
}

/** Asserts that the refusal of a timestamp outside the window has both clocks. */
export const expectClocks = (judge: Judge, reply: Fields, at: Instant, refused: Exchange): Promise<void> =>
  judge.under('ordering/out-of-window-tells-clocks', () => {
    judge.expect.equal(reply.client_timestamp, at, 'client_timestamp', refused);
    judge.expect.instant(reply, 'server_timestamp', refused);
  });

/**
 * Asserts that a command dated not later than the last certificate is refused, that the refusal has
 * the timestamp of that certificate, and that a command dated 1 µs after it is accepted.
 */
export async function expectOrder(judge: Judge, author: Author, dated: Dated, last: Instant): Promise<void> {
  for (const [what, micros] of [
    ['at the last time', 0],
    ['1 µs before the last time', -1],
    ['a minute before the last time', -60_000_000],
  ] as const) {
    const refused = await judge.members.send(author, dated(last.plus(micros)), what);
    const reply = judge.expect.reply(refused, 'require_greater_timestamp', what);
    judge.expect.equal(reply.strictly_greater_than, last, 'strictly_greater_than', refused);
  }
  const valid = await judge.members.send(author, dated(last.plus(1)), 'valid');
  judge.expect.reply(valid, 'ok', '1 µs after the last time');
}
