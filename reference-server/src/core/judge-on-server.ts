import type { DecodedRequest } from '@parsec-spec/spec/commands';
import type { AccountRecord } from '@parsec-spec/spec/records';
import { type IntentOutcomes, runGuards } from '@parsec-spec/spec/rules';
import type { Accounts } from '@parsec-spec/spec/state';
import { accountStream } from '../storage/journal.ts';
import { callerOf } from './caller-of.ts';
import type { Exchange } from './exchange.ts';
import { type Judged, only } from './execute-intents.ts';
import type { AnyRules } from './judge.ts';
import { networkOf } from './network-of.ts';
import { commandReply, refusalReply } from './replies.ts';
import type { Services } from './services.ts';

/** Judges a command without an organization on the state of the accounts. Has no side effects. */
export async function judgeOnServer(
  services: Services,
  exchange: Exchange,
  { command, request }: DecodedRequest,
  rules: AnyRules<AccountRecord>,
): Promise<Judged<Accounts, AccountRecord>> {
  const { config, law, random } = services;
  const { now } = exchange;
  const accounts = await services.accounts.read(accountStream);
  const { version } = accounts;
  const caller = networkOf(callerOf(exchange, config.proxy_trusted));
  const context = { now, random, config, request, accounts, caller };
  const refused = runGuards(law.command(command), context);
  if (refused !== true)
    return only(accounts, 'http' in refused ? refusalReply(refused) : commandReply(refused));
  const { reply, records = [], mails = [] } = rules.effect(context);
  const answer = (done: IntentOutcomes) => commandReply(typeof reply === 'function' ? reply(done) : reply);
  return { state: accounts, version, answer, certificates: [], records, events: [], mails, webhooks: [] };
}
