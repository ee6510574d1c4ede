import type { Judge } from '../../../src/judge/judge.ts';
import { type Author, deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { sendDated } from '../../../src/vocabulary/matchers/timestamps.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import type { HeaderChanges } from '../../../src/wire/headers.ts';
import type { Instant } from '../../../src/wire/values.ts';

const authorization = ({ device }: Author, at: Instant) => `Bearer ${deviceToken(device, at)}`;

// Exact times, unlike in stories: 290 and 310 s ahead, 310 and 350 s behind. These four distinguish the limits
// 300 s and 320 s on each side, with tolerance for the duration of a request.
for (const [rule, seconds] of [
  ['authentication/not-too-early', 310],
  ['authentication/not-too-late', -350],
] as const) {
  verifies(rule, async (judge) => {
    const { author } = await judge.common();
    const call = (offset: number) =>
      sendDated(judge, offset, (at) => {
        const change = { Authorization: authorization(author, at) };
        return judge.rpc.authenticated(author, { cmd: 'organization_info' }, { change });
      });
    judge.expect.answer(await call(seconds), 498, `a token dated ${seconds} s from now`);
    judge.expect.reply(await call(0), 'ok', 'a token dated now');
  });
}

for (const [side, seconds] of [
  ['early', 290],
  ['late', -310],
] as const) {
  /** Calls with a token of this date. */
  const call = async (judge: Judge, send: (author: Author, change: HeaderChanges) => Promise<Exchange>) => {
    const { author } = await judge.common();
    return sendDated(judge, seconds, (at) => send(author, { Authorization: authorization(author, at) }));
  };

  verifies('authentication/window-inside', { case: side }, async (judge) => {
    const answer = await call(judge, (author, change) =>
      judge.rpc.authenticated(author, { cmd: 'organization_info' }, { change }),
    );
    judge.expect.equal(
      judge.expect.integer(judge.expect.reply(answer), 'total_block_bytes'),
      0,
      'total_block_bytes',
    );
  });

  verifies('authentication/window-inside', { case: `${side}-tos` }, async (judge) => {
    const answer = await call(judge, (author, change) =>
      judge.rpc.tos(author, { cmd: 'tos_get' }, { change }),
    );
    judge.expect.reply(answer, 'no_tos');
  });

  verifies('authentication/window-inside', { case: `${side}-events`, needs: ['events'] }, async (judge) => {
    const opened = await call(judge, (author, change) => judge.rpc.events(author, { change }));
    judge.expect.answer(opened, 200);
    judge.expect.header(opened, 'Content-Type', /^text\/event-stream(;|$)/);
  });
}
