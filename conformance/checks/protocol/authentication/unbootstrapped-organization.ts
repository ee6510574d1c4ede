import type { Judge } from '../../../src/judge/judge.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';

const routes = {
  authenticated: (judge: Judge, author: Author) => askOrganization(judge, author),
  tos: (judge: Judge, author: Author) => judge.rpc.tos(author, { cmd: 'tos_get' }),
  events: (judge: Judge, author: Author) => judge.rpc.events(author),
  invited: (judge: Judge, author: Author) =>
    judge.rpc.invited(author.organization, judge.random.hex(32), { cmd: 'invite_info' }),
};

for (const [route, call] of Object.entries(routes)) {
  verifies('authentication/not-bootstrapped', { case: route }, async (judge) => {
    const organization = await judge.organization();
    const bootstrap = judge.newBootstrap(organization);
    const author = { organization: organization.id, device: bootstrap.device };
    const early = await call(judge, author);
    judge.expect.reply(await judge.bootstrap(organization, bootstrap), 'ok', 'the bootstrap after it');
    judge.expect.answer(early, [403, 404], 'before the bootstrap');
    const late = await askOrganization(judge, author);
    judge.expect.integer(judge.expect.reply(late), 'total_block_bytes', late);
  });
}
