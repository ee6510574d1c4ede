import type { Organization } from '../records/index.ts';
import type { ServerAddress } from '../urls/index.ts';
import type { OrganizationContext } from './context.ts';
import type { Guards } from './guard.ts';
import { type HttpRefusal, httpRefusals } from './http-refusal.ts';
import type { Intents } from './intents.ts';

/** An administration operation on one organization; `request` is its body. */
export interface AdministrationContext<Body> extends OrganizationContext<Body> {
  /** How the server was reached: scheme, host and port of the request (ADMIN-06). */
  readonly reachedAt: ServerAddress;
}

/** All rules of an administration operation; a refusal is an HTTP status with its detail. */
export interface AdministrationRules<Context, Result> {
  readonly operation: string;
  readonly guards: Guards<Context, HttpRefusal>;
  readonly effect: (context: Context) => Intents<Result> & { readonly reply: Result };
}

/** Rules of an operation on one organization. */
export const administrationOperation = <Body, Result>(
  operation: string,
  told: Omit<AdministrationRules<AdministrationContext<Body>, Result>, 'operation'>,
): AdministrationRules<AdministrationContext<Body>, Result> => ({ operation, ...told });

/** Is the organization that the path names there? On every route but the creation's. */
export const administrationAdmission: Guards<{ readonly state: Organization }, HttpRefusal> = {
  'administration/organization-known': ({ state }) =>
    state.creation !== null || httpRefusals.organizationNotFound,
};
