/** What may be done with an organization, for a person to read and a program to play. */
export interface Story {
  readonly organization: StorySettings;
  readonly calls: readonly StoryCall[];
}

/** The settings with which the organization is created. Alice bootstraps it. */
export interface StorySettings {
  /** Limit of active users; null: none. */
  readonly active_users_limit: number | null;
  /** Whether it has a sequester authority. */
  readonly sequestered?: true;
}

/**
 * One call of a story. `in`: the organization, by default the first one, which Alice bootstrapped. `by`
 * is the label of the calling device, such as `alice-laptop`. Tokens have names such as
 * `zoe@example.com#1`, and attempts are numbered from 1 within their greeting.
 */
export type StoryCall = {
  readonly in?: OrganizationName;
  /** A mistake of the request, by the rule that it is about and a name. */
  readonly malformed?: { readonly rule: string; readonly what: string };
} & (
  | CertificateStoryCall
  | OrganizationCreation
  | BootstrapStoryCall
  | { readonly cmd: 'organization_status' | 'user_list' | 'organization_stats' }
  /** `mail`: asks for a mail with the link. */
  | { readonly cmd: 'invite_new_user'; readonly by: string; readonly email: string; readonly mail?: true }
  | { readonly cmd: 'invite_new_device'; readonly by: string; readonly mail?: true }
  | { readonly cmd: 'invite_cancel' | 'invite_complete'; readonly by: string; readonly token: string }
  | { readonly cmd: 'invite_list' | 'organization_info' | 'list_frozen_users'; readonly by: string }
  /**
   * `after`: only certificates later than the one with this number, from 1. `noSequester`: only sequester
   * certificates later than that of the authority.
   */
  | {
      readonly cmd: 'certificate_get';
      readonly by: string;
      readonly after?: number;
      readonly noSequester?: true;
    }
  /**
   * `stream`: the number of the event stream among those of the device. `stream_resume` opens it again
   * after the last event that it received. `pause`: first waits until earlier events cannot arrive any more.
   */
  | {
      readonly cmd: 'stream_open' | 'stream_close' | 'stream_resume';
      readonly by: string;
      readonly stream: number;
      readonly pause?: true;
    }
  | { readonly cmd: 'tos_get'; readonly by: string }
  /** `terms`: their number, in the order of publication from 1. `off`: names their date less or plus 1 µs. */
  | {
      readonly cmd: 'tos_accept';
      readonly by: string;
      readonly terms: number;
      readonly off?: 'early' | 'late';
    }
  | { readonly cmd: 'invite_info'; readonly token: string }
  | GreetingStoryCall
  | GreetingRun
  /** `byAddress`: names the user by address. If a revoked user had it, another user may have it now. */
  | { readonly cmd: 'user_freeze' | 'user_unfreeze'; readonly user: string; readonly byAddress?: true }
  | { readonly cmd: 'organization_expire' | 'organization_unexpire' }
  | { readonly cmd: 'organization_publish_terms' | 'organization_remove_terms' }
  | { readonly cmd: 'organization_limit'; readonly limit: number | null }
  | SettingsUpdate
);

/**
 * An organization of a story that no call has created yet. The name of `twin` differs from that of the
 * first organization by case only.
 */
export type OrganizationName = 'second' | 'twin';

/** Settings that a server only reports. `archiving`: the minimal archiving period, in s. */
export interface ReportedSettings {
  readonly outsiders?: boolean;
  readonly archiving?: number;
}

/** The creation of an organization. `limit`: of active users; null: none. */
export interface OrganizationCreation extends ReportedSettings {
  readonly cmd: 'organization_create';
  readonly limit: number | null;
  readonly terms?: 'published';
}

/** An update of any settings at once. Absent ones stay. */
export interface SettingsUpdate extends ReportedSettings {
  readonly cmd: 'organization_update';
  readonly limit?: number | null;
  readonly expired?: boolean;
  readonly terms?: 'published' | 'removed';
}

export type Profile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';

/**
 * A bootstrap by `user`. `link`: the number of the bootstrap token, from 1 in the order of the
 * creations; null for nil; `foreign` for one of another organization.
 */
export interface BootstrapStoryCall {
  readonly cmd: 'organization_bootstrap';
  readonly user: string;
  readonly link: number | null | 'foreign';
  readonly sequestered?: true;
  /** The timestamp is 310 s ago; by default now. */
  readonly dated?: 'behind';
  /** The name of a mistake in the certificates. */
  readonly fault?: string;
}

/**
 * A call that adds certificates. `dated`: their timestamp, by default now; `last` is that of the last
 * common certificate, `before-last` and `after-last` 1 µs earlier and later, and `ahead` 290 s from now.
 * `fault`: the name of a mistake in them.
 */
export type CertificateStoryCall = {
  readonly by: string;
  readonly dated?: 'last' | 'before-last' | 'after-last' | 'ahead';
  readonly fault?: string;
} & (
  | {
      readonly cmd: 'user_create';
      readonly user: string;
      readonly email: string;
      readonly profile: Profile;
    }
  | { readonly cmd: 'device_create'; readonly device: string }
  | { readonly cmd: 'user_update'; readonly user: string; readonly profile: Profile }
  | { readonly cmd: 'user_revoke'; readonly user: string }
);

/** A move of one side of the greeting on the invitation `token` with the user `greeter`. */
export interface GreetingStoryCall {
  readonly cmd: 'greeting_start' | 'greeting_step' | 'greeting_cancel';
  /** The device of the greeter; absent for the claimer. */
  readonly by?: string;
  readonly token: string;
  readonly greeter: string;
  /** Absent for a start. */
  readonly attempt?: number;
  readonly step?: number;
  /** Default: `own`. */
  readonly half?: 'own' | 'other';
  readonly reason?: string;
}

/** Both sides join an attempt, if they have not, and submit all halves up to a step. */
export interface GreetingRun {
  readonly cmd: 'greeting_run';
  /** The device of the greeter. */
  readonly by: string;
  readonly token: string;
  readonly greeter: string;
  readonly step: number;
}

/** The people of the stories in the specification. */
export const PEOPLE: readonly string[] = [
  ...['alice', 'bob', 'mallory', 'zack', 'adam', 'carl', 'dora', 'zoe'],
];

/** The people that a call names. */
export function peopleIn(call: StoryCall): readonly string[] {
  const labels = [
    ...('by' in call && call.by !== undefined ? [ownerOf(call.by)] : []),
    ...('device' in call ? [ownerOf(call.device)] : []),
    ...('user' in call ? [call.user] : []),
    ...('greeter' in call ? [call.greeter] : []),
    ...('email' in call ? [call.email.replace(/@.*/, '')] : []),
    ...('token' in call ? [call.token.replace(/[@#].*/, '')] : []),
  ];
  return labels.filter((name) => ![NOBODY, 'unknown', 'foreign'].includes(name));
}

/** The address of a person without another one. */
export const emailOf = (name: string): string => `${name}@example.com`;

/** The name of a user, and the number of a greeting attempt, that do not exist. */
export const NOBODY = 'nobody';
export const UNKNOWN_ATTEMPT = 99;

/** The user of a device, which is part of its label: `carl` of `carl-phone`. */
export const ownerOf = (device: string): string => device.replace(/-[^-]*$/, '');

/** Names of an invitation that nobody has, and of one that only another organization has. */
export const UNKNOWN_TOKEN = 'unknown#0';
export const FOREIGN_TOKEN = 'foreign#0';
