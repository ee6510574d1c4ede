import type { Fields } from '../case/expect.ts';
import type { MockReply } from '../case/mock-server.ts';
import type { ChangeAnswer, MisbehavingCall } from './misbehaviour.ts';

/** Whether an answer is the reply to a command. */
export const isReply = (answer: MockReply): answer is { readonly reply: Fields } =>
  typeof answer === 'object' && 'reply' in answer;

/** Changes replies with the status `ok` of these commands, or of all. */
export const changeReply =
  (
    commands: readonly string[] | 'all',
    change: (reply: Fields, call: MisbehavingCall) => Fields,
  ): ChangeAnswer =>
  (honest, call) =>
    isReply(honest) &&
    honest.reply.status === 'ok' &&
    (commands === 'all' || commands.includes(String(call.command.cmd)))
      ? { reply: change(honest.reply, call) }
      : honest;
