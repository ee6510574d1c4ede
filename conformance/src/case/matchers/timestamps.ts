import type { Instant } from '../../wire/values.ts';
import type { Judge } from '../judge.ts';
import type { Author } from '../rpc.ts';
import type { PreparedCommand } from './refuses-command.ts';

/** A command that is valid but for its time. */
export type Dated = (at: Instant) => PreparedCommand;

/**
 * Seconds from the server's clock: outside the window and inside, on each side; 300 s and 320 s lie
 * between them.
 */
export const windowEdges = {
  ahead: { outside: 310, inside: 290 },
  behind: { outside: -350, inside: -310 },
} as const;

/**
 * A command dated outside the window is refused and told the window and both clocks; the same
 * inside is accepted.
 */
export async function keepsWindow(
  judge: Judge,
  author: Author,
  dated: Dated,
  side: keyof typeof windowEdges,
): Promise<void> {
  const { outside, inside } = windowEdges[side];
  const at = judge.now().plusSeconds(outside);
  const refused = await judge.members.send(author, dated(at), `${outside} s from now`);
  const told = judge.expect.reply(refused, 'timestamp_out_of_ballpark', `${outside} s from now`);
  judge.expect.equal(told.ballpark_client_early_offset, 300, 'ballpark_client_early_offset', refused);
  judge.expect.equal(told.ballpark_client_late_offset, 320, 'ballpark_client_late_offset', refused);
  judge.expect.equal(told.client_timestamp, at, 'client_timestamp', refused);
  judge.expect.instant(told, 'server_timestamp', refused);
  const valid = dated(judge.now().plusSeconds(inside));
  judge.expect.reply(await judge.members.send(author, valid, 'valid'), 'ok', `${inside} s from now`);
}

/**
 * A command dated not later than the last certificate is refused and told what to exceed; 1 µs
 * later it is accepted.
 */
export async function keepsOrder(judge: Judge, author: Author, dated: Dated, last: Instant): Promise<void> {
  for (const [what, micros] of [
    ['at the last time', 0],
    ['1 µs before the last time', -1],
    ['a minute before the last time', -60_000_000],
  ] as const) {
    const refused = await judge.members.send(author, dated(last.plus(micros)), what);
    const told = judge.expect.reply(refused, 'require_greater_timestamp', what);
    judge.expect.equal(told.strictly_greater_than, last, 'strictly_greater_than', refused);
  }
  const valid = await judge.members.send(author, dated(last.plus(1)), 'valid');
  judge.expect.reply(valid, 'ok', '1 µs after the last time');
}
