import type { DeviceCard, InvitationCard } from '../worker/acts.ts';
import type { Failure } from '../worker/failures.ts';
import type { OrganizationState, Person } from '../worker/organization.ts';

/** An organization that a person is about to bootstrap. */
export interface Bootstrap {
  readonly server: string;
  readonly organization: string;
  /** In hexadecimal; null where the server creates organizations by itself. */
  readonly token: string | null;
  readonly email: string;
  /** The code by which a hosted service knows the address. An account is created with it first. */
  readonly code?: string;
}

/** What screens hand to each other. Of secrets it has only tokens of links. */
export const state: {
  bootstrap?: Bootstrap;
  /** An address that a hosted service knows by a code, which it mailed. */
  signUp?: { readonly server: string; readonly email: string; readonly code: string };
  /** Why the server refused the name of the new organization. */
  nameRefusal?: Failure;
  /** What a hosted service says about the mail with the code. */
  mailNote?: string | undefined;
  /** A device that was just made, and how that is said. */
  saved?: { readonly path: string; readonly title: string; readonly text: string };
  /** The link by which a server redirected a browser here. */
  redirected?: string;
  /** An invitation that this person answers. */
  joining?: InvitationCard;
  /** An invitation that this person has made. */
  invited?: {
    readonly token: string;
    readonly link: string;
    readonly whom: string;
    readonly isOwn: boolean;
    readonly mail: string | undefined;
  };
  device?: DeviceCard;
  organization?: OrganizationState;
  /** The user that an ADMIN is about to change. */
  person?: Person;
  /** What a person opens again after the page was loaded anew. */
  lost?: 'link' | 'creation' | 'device';
  /** Why the last session ended, if not by this person. */
  ended?: string;
} = {};

/** Names of screens, which are in the address. */
export type ScreenName =
  | ''
  | 'create'
  | 'link'
  | 'confirm'
  | 'bootstrap'
  | 'join'
  | 'saved'
  | 'log-in'
  | 'organization'
  | 'invite'
  | 'add-device'
  | 'second-device'
  | 'invited'
  | 'greet'
  | 'terms'
  | 'device'
  | 'person';

/** A screen: one task. */
export interface Screen {
  readonly title: string;
  readonly view: () => unknown;
  /** Called before it is shown. Returns false if its input is missing, for example after a reload. */
  readonly open?: () => boolean;
}

/** Enters an organization after a log-in. A second device is offered until there is one. */
export function enterOrganization(entered: OrganizationState): void {
  state.organization = entered;
  go(entered.warnings.includes('one-device') ? 'second-device' : 'organization');
}

/** Opens a screen. The back button returns. */
export function go(name: ScreenName): void {
  location.hash = `/${name}`;
}
