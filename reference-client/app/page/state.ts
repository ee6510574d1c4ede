import type { DeviceCard } from '../worker/acts.ts';
import type { OrganizationState } from '../worker/organization.ts';

/** An organization that a person is about to bootstrap. */
export interface Founding {
  readonly server: string;
  readonly organization: string;
  /** In hexadecimal; null where the server creates organizations by itself. */
  readonly token: string | null;
  readonly email: string;
}

/** What screens hand to each other. It has no secret but the token of a link. */
export const state: {
  founding?: Founding;
  /** The path of a device that was just made. */
  saved?: string;
  device?: DeviceCard;
  organization?: OrganizationState;
  /** Said on the next screen. */
  notice?: string;
} = {};

/** Names of screens, which are in the address. */
export type ScreenName = '' | 'create' | 'link' | 'bootstrap' | 'saved' | 'log-in' | 'organization';

/** A screen: one task. */
export interface Screen {
  readonly title: string;
  readonly view: () => unknown;
  /** Called when it is opened. False: what it needs is missing, for example after a reload. */
  readonly open?: () => boolean;
}

/** Opens a screen. The back button returns. */
export function go(name: ScreenName): void {
  location.hash = `/${name}`;
}
