import type { Crypto, MaybePromise } from '../crypto/index.ts';
import type { Replies, Requests } from '../generated/commands.ts';
import type { AccountRecord, OrganizationRecord } from '../records/index.ts';
import type {
  AccountContext,
  AuthenticatedContext,
  Author,
  InvitedContext,
  OrganizationContext,
  ServerContext,
} from './context.ts';
import type { Guards } from './guard.ts';
import type { HttpRefusal } from './http-refusal.ts';
import type { Intents } from './intents.ts';

export type CommandName = keyof Requests;

/** The replies that say why a command was not carried out. */
export type Refused<Reply> = Exclude<Reply, { status: 'ok' }>;

/** What is slow or asynchronous, done once before the guards; or the refusal where nothing is left to judge. `By`: who gives the command. */
export type Prepare<Request, Prepared, Reply, By = unknown> = (
  request: Request,
  crypto: Crypto,
  by: By,
) => MaybePromise<
  | { readonly ok: true; readonly prepared: Prepared }
  | { readonly ok: false; readonly refusal: Refused<Reply> }
>;

/** All rules of a command: guards, and what happens when they are content (ARCHITECTURE.md). */
export interface CommandRules<
  Name extends CommandName,
  Context,
  Prepared = undefined,
  By = unknown,
  Entry = OrganizationRecord,
> {
  readonly command: Name;
  /** Asked before anything is prepared: who may not give the command learns nothing about what was sent. */
  readonly entry?: Guards<Omit<Context, 'prepared'>, Refused<Replies[Name]>>;
  readonly prepare?: Prepare<Requests[Name], Prepared, Replies[Name], By>;
  /** One that refuses by HTTP status does so after decoding, like any other (GREET-24). */
  readonly guards: Guards<Context, Refused<Replies[Name]> | HttpRefusal>;
  readonly effect: (context: Context) => Intents<Replies[Name], Entry>;
}

type Told<Name extends CommandName, Context, Entry = OrganizationRecord> = Omit<
  CommandRules<Name, Context, undefined, unknown, Entry>,
  'command' | 'prepare'
>;

/** Rules of a command that asks for no organization. */
export const serverCommand = <Name extends CommandName>(
  command: Name,
  told: Told<Name, ServerContext<Requests[Name]>>,
): CommandRules<Name, ServerContext<Requests[Name]>> => ({ command, ...told });

/** Rules of an anonymous command of an organization, with what is prepared for it. */
export const anonymousCommand = <Name extends CommandName, Prepared>(
  command: Name,
  prepare: Prepare<Requests[Name], Prepared, Replies[Name]>,
  told: Told<Name, OrganizationContext<Requests[Name]> & { readonly prepared: Prepared }>,
): CommandRules<Name, OrganizationContext<Requests[Name]> & { readonly prepared: Prepared }, Prepared> => ({
  command,
  prepare,
  ...told,
});

/** Rules of a command of an authenticated device. */
export const authenticatedCommand = <Name extends CommandName>(
  command: Name,
  told: Told<Name, AuthenticatedContext<Requests[Name]>>,
): CommandRules<Name, AuthenticatedContext<Requests[Name]>> => ({ command, ...told });

/** Rules of a command of an authenticated device that brings certificates, with what is prepared of them under the key of that device. */
export const certifyingCommand = <Name extends CommandName, Prepared>(
  command: Name,
  prepare: Prepare<Requests[Name], Prepared, Replies[Name], Author>,
  told: Told<Name, AuthenticatedContext<Requests[Name]> & { readonly prepared: Prepared }>,
): CommandRules<
  Name,
  AuthenticatedContext<Requests[Name]> & { readonly prepared: Prepared },
  Prepared,
  Author
> => ({ command, prepare, ...told });

/** Rules of a command of who brings the token of an invitation. */
export const invitedCommand = <Name extends CommandName>(
  command: Name,
  told: Told<Name, InvitedContext<Requests[Name]>>,
): CommandRules<Name, InvitedContext<Requests[Name]>> => ({ command, ...told });

/** Rules of a command on accounts, which belong to no organization. */
export const accountCommand = <Name extends CommandName>(
  command: Name,
  told: Told<Name, AccountContext<Requests[Name]>, AccountRecord>,
): CommandRules<Name, AccountContext<Requests[Name]>, undefined, unknown, AccountRecord> => ({
  command,
  ...told,
});
