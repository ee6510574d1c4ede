import type { Judge } from '../../../src/case/judge.ts';
import {
  type Caller,
  verifiesRefusedAuthorization,
} from '../../../src/case/matchers/refuses-authorization.ts';
import { deviceToken } from '../../../src/case/rpc.ts';
import { verifies } from '../../../src/case/verifies.ts';

// 290 and 310 s ahead, 310 and 350 s behind. These four distinguish the limits 300 s and 320 s on
// each side, with tolerance for the duration of a request.
const dated =
  (offset: number) =>
  (judge: Judge, { author }: Pick<Caller, 'author'>) =>
    `Bearer ${deviceToken(author.device, judge.now().plusSeconds(offset))}`;

verifiesRefusedAuthorization([
  { rule: 'authentication/not-too-early', refused: 498, value: dated(310) },
  { rule: 'authentication/not-too-early', case: 'an-hour', refused: 498, value: dated(3600) },
  { rule: 'authentication/not-too-late', refused: 498, value: dated(-350) },
  { rule: 'authentication/not-too-late', case: 'an-hour', refused: 498, value: dated(-3600) },
]);

for (const [side, offset] of [
  ['early', 290],
  ['late', -310],
] as const) {
  verifies('authentication/window-inside', { case: side }, async (judge) => {
    const live = await judge.common();
    const { author } = live;
    const Authorization = dated(offset)(judge, live);
    const answer = await judge.rpc.authenticated(
      author,
      { cmd: 'organization_info' },
      { change: { Authorization } },
    );
    judge.expect.equal(
      judge.expect.integer(judge.expect.reply(answer), 'total_block_bytes'),
      0,
      'total_block_bytes',
    );
  });

  verifies('authentication/window-inside', { case: `${side}-tos` }, async (judge) => {
    const live = await judge.common();
    const { author } = live;
    const Authorization = dated(offset)(judge, live);
    judge.expect.reply(
      await judge.rpc.tos(author, { cmd: 'tos_get' }, { change: { Authorization } }),
      'no_tos',
    );
  });

  verifies('authentication/window-inside', { case: `${side}-events`, needs: ['events'] }, async (judge) => {
    const live = await judge.common();
    const { author } = live;
    const Authorization = dated(offset)(judge, live);
    const opened = judge.expect.answer(await judge.rpc.events(author, { change: { Authorization } }), 200);
    judge.expect.header(opened, 'Content-Type', /^text\/event-stream(;|$)/);
  });
}
