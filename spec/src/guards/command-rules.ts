import type { CommandName } from '../commands/index.ts';
import type { Crypto, MaybePromise } from '../crypto/index.ts';
import type { Replies, Requests } from '../generated/commands.ts';
import type { AccountRecord, Organization, OrganizationRecord } from '../records/index.ts';
import { isWebAddress, type ServerAddress } from '../urls/index.ts';
import type {
  AccountContext,
  AuthenticatedContext,
  Author,
  InvitedContext,
  OrganizationContext,
  ServerContext,
} from './context.ts';
import { type Guards, type HttpRefusal, httpRefusals } from './guard.ts';
import type { Intents } from './intents.ts';

/**
 * The rules of a command: its guards, and the effect that follows when none of them refuses
 * (ARCHITECTURE.md).
 */
export interface CommandRules<
  Name extends CommandName,
  Context,
  Prepared = undefined,
  By = unknown,
  Entry = OrganizationRecord,
> {
  readonly command: Name;
  /**
   * Checked before `prepare`, so that a caller without the right learns nothing about the content
   * of the request.
   */
  readonly entry?: Guards<Omit<Context, 'prepared'>, Refused<Replies[Name]>>;
  readonly prepare?: Prepare<Requests[Name], Prepared, Replies[Name], By>;
  /** A guard that refuses with an HTTP status also runs after decoding (GREET-24). */
  readonly guards: Guards<Context, Refused<Replies[Name]> | HttpRefusal>;
  readonly effect: (context: Context) => Intents<Replies[Name], Entry>;
}

/** The replies that refuse a command. */
export type Refused<Reply> = Exclude<Reply, { status: 'ok' }>;

/**
 * Slow or asynchronous work, done once before the guards. It returns a refusal when the guards have
 * nothing to check. `By`: the author of the command.
 */
export type Prepare<Request, Prepared, Reply, By = unknown> = (
  request: Request,
  crypto: Crypto,
  by: By,
) => MaybePromise<
  | { readonly ok: true; readonly prepared: Prepared }
  | { readonly ok: false; readonly refusal: Refused<Reply> }
>;

type DeclaredRules<Name extends CommandName, Context, Entry = OrganizationRecord> = Omit<
  CommandRules<Name, Context, undefined, unknown, Entry>,
  'command' | 'prepare'
>;

/** Declares the rules of a command without an organization. */
export const serverCommand = <Name extends CommandName>(
  command: Name,
  rules: DeclaredRules<Name, ServerContext<Requests[Name]>>,
): CommandRules<Name, ServerContext<Requests[Name]>> => ({ command, ...rules });

/** Declares the rules of an anonymous command of an organization. */
export const anonymousCommand = <Name extends CommandName>(
  command: Name,
  rules: DeclaredRules<Name, OrganizationContext<Requests[Name]>>,
): CommandRules<Name, OrganizationContext<Requests[Name]>> => ({ command, ...rules });

/**
 * Declares the rules of an anonymous command of an organization that adds certificates, with their
 * prepared content.
 */
export const anonymousCertifyingCommand = <Name extends CommandName, Prepared>(
  command: Name,
  prepare: Prepare<Requests[Name], Prepared, Replies[Name]>,
  rules: DeclaredRules<Name, OrganizationContext<Requests[Name]> & { readonly prepared: Prepared }>,
): CommandRules<Name, OrganizationContext<Requests[Name]> & { readonly prepared: Prepared }, Prepared> => ({
  command,
  prepare,
  ...rules,
});

/** Declares the rules of a command of an authenticated device. */
export const authenticatedCommand = <Name extends CommandName>(
  command: Name,
  rules: DeclaredRules<Name, AuthenticatedContext<Requests[Name]>>,
): CommandRules<Name, AuthenticatedContext<Requests[Name]>> => ({ command, ...rules });

/**
 * Declares the rules of a command of an authenticated device that adds certificates, with their
 * content prepared under the key of that device.
 */
export const certifyingCommand = <Name extends CommandName, Prepared>(
  command: Name,
  prepare: Prepare<Requests[Name], Prepared, Replies[Name], Author>,
  rules: DeclaredRules<Name, AuthenticatedContext<Requests[Name]> & { readonly prepared: Prepared }>,
): CommandRules<
  Name,
  AuthenticatedContext<Requests[Name]> & { readonly prepared: Prepared },
  Prepared,
  Author
> => ({ command, prepare, ...rules });

/** Declares the rules of a command that an invitation token authenticates. */
export const invitedCommand = <Name extends CommandName>(
  command: Name,
  rules: DeclaredRules<Name, InvitedContext<Requests[Name]>>,
): CommandRules<Name, InvitedContext<Requests[Name]>> => ({ command, ...rules });

/** Declares the rules of a command on accounts, which belong to no organization. */
export const accountCommand = <Name extends CommandName>(
  command: Name,
  rules: DeclaredRules<Name, AccountContext<Requests[Name]>, AccountRecord>,
): CommandRules<Name, AccountContext<Requests[Name]>, undefined, unknown, AccountRecord> => ({
  command,
  ...rules,
});

/** An administration operation on one organization; `request` is its body. */
export interface AdministrationContext<Body> extends OrganizationContext<Body> {
  /** The address of the server in the request: scheme, host and port (ADMIN-06). */
  readonly reachedAt: ServerAddress;
}

/** The rules of an administration operation. A refusal is an HTTP status with a detail. */
export interface AdministrationRules<Context, Result> {
  readonly operation: string;
  readonly guards: Guards<Context, HttpRefusal>;
  readonly effect: (context: Context) => Intents<Result> & { readonly reply: Result };
}

/** Declares the rules of an operation on one organization. */
export const administrationOperation = <Body, Result>(
  operation: string,
  rules: Omit<AdministrationRules<AdministrationContext<Body>, Result>, 'operation'>,
): AdministrationRules<AdministrationContext<Body>, Result> => ({ operation, ...rules });

/** A link to another scheme could run a script in the client that shows it. */
export const webAddressesOnly: Guards<
  { readonly request: { readonly tos?: Readonly<Record<string, string>> | null } },
  HttpRefusal
> = {
  'terms-of-service/web-addresses-only': ({ request }) =>
    Object.values(request.tos ?? {}).every(isWebAddress) || {
      http: 400,
      detail: 'An address of the terms is not http or https',
    },
};

/**
 * Requires that the organization in the path exists. It applies to every route except that of the
 * creation.
 */
export const administrationAdmission: Guards<{ readonly state: Organization }, HttpRefusal> = {
  'administration/organization-known': ({ state }) =>
    state.creation !== null || httpRefusals.organizationNotFound,
};
