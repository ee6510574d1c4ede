import type { Organization } from '../records/index.ts';
import type { ServerAddress } from '../urls/index.ts';
import type { OrganizationContext } from './context.ts';
import type { Guards } from './guard.ts';
import { type HttpRefusal, httpRefusals } from './http-refusal.ts';
import type { Intents } from './intents.ts';

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

/**
 * Requires that the organization in the path exists. It applies to every route except that of the
 * creation.
 */
export const administrationAdmission: Guards<{ readonly state: Organization }, HttpRefusal> = {
  'administration/organization-known': ({ state }) =>
    state.creation !== null || httpRefusals.organizationNotFound,
};
