import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { createHonestCallers } from '../../../src/vocabulary/actions/routes.ts';

const requirement = 'transport/unserved-command-is-no-crash';

/** Statuses of such a refusal. */
const refusals = [400, 404, 405, 406, 415];

/** Asserts that `ping` on each family gets its echo or a refusal. */
async function expectEchoOrRefusal(judge: Judge): Promise<void> {
  const { organization, author, invitation } = await createHonestCallers(judge);
  const command = { cmd: 'ping', ping: judge.random.hex(8) };
  const exchanges = [
    await judge.rpc.anonymous(organization.id, command, { label: 'anonymous' }),
    await judge.rpc.anonymousServer(command, { label: 'anonymous_server' }),
    await judge.rpc.authenticated(author, command, { label: 'authenticated' }),
    await judge.rpc.invited(organization.id, invitation.hex, command, { label: 'invited' }),
  ];
  for (const exchange of exchanges) {
    judge.expect.answer(exchange, ['ok', ...refusals]);
    if (exchange.status === 200)
      judge.expect.equal(judge.expect.reply(exchange).pong, command.ping, 'pong', exchange);
  }
  const dummy = await judge.rpc.authenticated(author, { cmd: 'dummy' });
  judge.expect.answer(dummy, 415, 'an unknown command');
}

verifies(requirement, expectEchoOrRefusal);

// A server that supports ping only in debug mode must handle it in production too.
verifies(requirement, { needs: ['start'], case: 'production' }, async (judge) =>
  expectEchoOrRefusal(await judge.start({ production: true })),
);

verifies(requirement, { case: 'events-listen' }, async (judge) => {
  const { author } = await judge.common();
  const exchange = await judge.rpc.authenticated(author, { cmd: 'events_listen' });
  judge.expect.answer(exchange, ['not_available', ...refusals], '`events_listen` as a command');
  judge.expect.reply(await askOrganization(judge, author));
});
