import { verifies } from '../../../src/judge/verifies.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

verifies('ping/echoes', async (judge) => {
  const { organization, author } = await judge.bootstrapped();
  // A text that a server must not normalize: blanks around it, a letter with a combining accent.
  const ping = ` ping ${judge.random.hex(8)} e\u0301 \n`;
  const command = { cmd: 'ping', ping };
  const exchanges: readonly Exchange[] = [
    await judge.rpc.anonymous(organization.id, command, { label: 'anonymous' }),
    await judge.rpc.anonymousServer(command, { label: 'anonymous_server' }),
    await judge.rpc.authenticated(author, command, { label: 'authenticated' }),
  ];
  for (const exchange of exchanges)
    judge.expect.equal(judge.expect.reply(exchange).pong, ping, 'pong', exchange);
});
