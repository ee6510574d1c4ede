import { isEqual } from '../../../src/judge/equal.ts';
import { verifiesClient } from '../../../src/judge/verifies.ts';
import { claimingClient, greeterOf } from '../../../src/played-server/greeting/claiming-client.ts';

for (const greeter of ['alice', 'bob'] as const) {
  verifiesClient(
    'client-greeting/any-administrator-greets',
    { case: `${greeter}-of-two`, timeout: 15_000 },
    async (judge) => {
      const client = await claimingClient(judge, 'USER');
      const administrators = (['alice', 'bob'] as const).map((name) => judge.cast.person(name));
      const absent = judge.cast.person(greeter === 'alice' ? 'bob' : 'alice');
      /** The attempt with the administrator who never joins. */
      const waiting = judge.random.id();
      const honest = client.answer;
      client.answer = (command, request) => {
        if (isEqual(command.greeter, absent.userId))
          return { reply: { status: 'ok', greeting_attempt: waiting } };
        if (isEqual(command.greeting_attempt, waiting))
          return { reply: { status: command.cmd === 'invite_claimer_step' ? 'not_ready' : 'ok' } };
        const answer = honest(command, request);
        return command.cmd === 'invite_info' && typeof answer === 'object' && 'reply' in answer
          ? { reply: { ...answer.reply, administrators: administrators.map(greeterOf) } }
          : answer;
      };
      judge.expectOk(await client.claim(), `a claim with two administrators, of which ${greeter} greets`);
      judge.expect.that(client.peer.clientSteps.has(7), 'step 7 of the client', client.peer.accepted);
    },
  );
}
