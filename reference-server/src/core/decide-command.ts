import {
  type CommandName,
  type DecodedRequest,
  decodeRequest,
  type Family,
} from '@parsec-spec/spec/commands';
import type { MaybePromise } from '@parsec-spec/spec/crypto';
import type { AccountRecord, Organization, OrganizationRecord } from '@parsec-spec/spec/records';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  type Author,
  commandRules,
  type HttpRefusal,
  httpRefusals,
  type Intents,
  runGuards,
} from '@parsec-spec/spec/rules';
import type { Accounts } from '@parsec-spec/spec/state';
import { accountStream } from '../storage/journal.ts';
import type { Versioned } from '../storage/ledger/ledger.ts';
import type { Admitted } from './authentication.ts';
import { callerAddress, networkOf } from './client-address.ts';
import { type Decision, replyOnly } from './execute-intents.ts';
import type { IncomingCall } from './incoming-call.ts';
import { commandReply, refusalReply } from './replies.ts';
import type { Services } from './services.ts';

/** A command of an organization whose body is read and which is not decided yet. */
export interface PendingCommand {
  readonly family: Family;
  readonly organization: string;
  readonly body: Uint8Array;
  readonly incoming: IncomingCall;
  /** Minor number of the version that the client announced. */
  readonly minor: number;
  /** Decides the caller on a state. Called again whenever the state has moved on. */
  readonly admit: (state: Organization) => HttpRefusal | Admitted;
}

/** Results that are kept when a command is decided again. */
export interface Progress {
  request?: DecodedRequest;
  prepared?: unknown;
}

/** Decides a command on the current state. Has no side effects. */
export async function decideCommand(
  services: Services,
  pending: PendingCommand,
  progress: Progress,
): Promise<Decision> {
  const { organizations, config, guards, random } = services;
  const { incoming, minor } = pending;
  const { now } = incoming;
  const reading = organizations.read(pending.organization);
  const state = reading instanceof Promise ? await reading : reading;

  const admitted = pending.admit(state);
  if ('http' in admitted) return replyOnly(state, refusalReply(admitted));
  if (progress.request === undefined) {
    const decoded = decodeRequest(pending.family, pending.body);
    incoming.command = decoded.command;
    if (!decoded.ok) return replyOnly(state, refusalReply(httpRefusals.bodyBad));
    progress.request = decoded;
  }
  const { command, request } = progress.request;
  const rules = rulesOf(services, command);
  if (rules === undefined) return replyOnly(state, refusalReply(httpRefusals.bodyBad));
  if (state.creation === null && command !== 'organization_bootstrap') {
    return replyOnly(state, refusalReply(httpRefusals.organizationNotFound));
  }
  const { author, invitation } = admitted;
  const { prepared } = progress;
  const context = { state, now, random, config, request, minor, author, invitation, prepared };
  const barred = runGuards(guards.entry(command), context, incoming.refusedBy);
  if (barred !== true) return replyOnly(state, commandReply(barred));
  if (rules.prepare !== undefined && progress.prepared === undefined) {
    const prepared = await rules.prepare(request, services.crypto, author);
    if (!prepared.ok) {
      incoming.refusedBy(prepared.requirement);
      return replyOnly(state, commandReply(prepared.refusal));
    }
    progress.prepared = prepared.prepared;
    // The state may have changed during the await, so the command is decided again.
    return decideCommand(services, pending, progress);
  }
  const refused = runGuards(guards.command(command), context, incoming.refusedBy);
  return refused === true ? decidedAs(state, rules.effect(context)) : refusedAs(state, refused);
}

/** Decides a command without an organization on the state of the accounts. Has no side effects. */
export async function decideServerCommand(
  services: Services,
  incoming: IncomingCall,
  { command, request }: DecodedRequest,
  rules: AnyRules<AccountRecord>,
): Promise<Decision<Accounts, AccountRecord>> {
  const { config, guards, random } = services;
  const { now } = incoming;
  const accounts = await services.accounts.read(accountStream);
  const caller = networkOf(callerAddress(incoming, config.proxy_trusted));
  const context = { now, random, config, request, accounts, caller };
  const refused = runGuards(guards.command(command), context, incoming.refusedBy);
  return refused === true ? decidedAs(accounts, rules.effect(context)) : refusedAs(accounts, refused);
}

type Outcome = { readonly status: string };

/** The rules of any command, without the types of its request and reply. */
interface AnyRules<Entry = OrganizationRecord> {
  readonly prepare?: (
    request: unknown,
    crypto: Services['crypto'],
    by: Author | undefined,
  ) => MaybePromise<Prepared>;
  readonly effect: (context: unknown) => Intents<Outcome, Entry>;
}
type Prepared =
  | { readonly ok: true; readonly prepared: unknown }
  | { readonly ok: false; readonly requirement: RequirementId; readonly refusal: Outcome };

const servedCommands: Readonly<Partial<Record<CommandName, unknown>>> = commandRules;

/** The rules of a command, unless this server does not serve it (TRANSPORT-28). */
export const rulesOf = <Entry = OrganizationRecord>(
  services: Services,
  command: CommandName,
): AnyRules<Entry> | undefined =>
  command === 'ping' && !services.config.debug
    ? undefined
    : (servedCommands[command] as AnyRules<Entry> | undefined);

const refusedAs = <State extends Versioned>(state: State, refused: Outcome | HttpRefusal) =>
  replyOnly(state, 'http' in refused ? refusalReply(refused) : commandReply(refused));

const decidedAs = <State extends Versioned, Entry>(
  state: State,
  { reply, certificates = [], records = [], events = [], mails = [], webhooks = [] }: Intents<Outcome, Entry>,
): Decision<State, Entry> => ({
  state,
  version: state.version,
  answer: (done) => commandReply(typeof reply === 'function' ? reply(done) : reply),
  certificates,
  records,
  events,
  mails,
  webhooks,
});
