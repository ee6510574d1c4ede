import type { GreetingMove, Party } from '../../../properties/greeting-model.ts';

export type Profile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';

/** The device that calls, and whose it is. */
export interface Caller {
  readonly device: string;
  readonly user: string;
}

/** What adds to the common certificates: dated by its author, µs since the history began. */
export type Writing = { readonly by: Caller; readonly at: number } & (
  | {
      readonly cmd: 'user_create';
      readonly user: string;
      readonly device: string;
      readonly email: string;
      readonly profile: Profile;
    }
  | { readonly cmd: 'device_create'; readonly device: string }
  | { readonly cmd: 'user_update'; readonly user: string; readonly profile: Profile }
  | { readonly cmd: 'user_revoke'; readonly user: string; readonly email: string }
);

/** What makes, ends and lists invitations. A token has a name, `ABOUT#NUMBER`, that says whom it invites. */
export type Inviting =
  | { readonly cmd: 'invite_new_user'; readonly by: Caller; readonly email: string }
  | { readonly cmd: 'invite_new_device'; readonly by: Caller }
  | { readonly cmd: 'invite_cancel' | 'invite_complete'; readonly by: Caller; readonly token: string }
  | { readonly cmd: 'invite_list'; readonly by: Caller }
  | { readonly cmd: 'invite_info'; readonly token: string };

/** What only looks at members. `after`: µs, exclusive; null = from the beginning. */
export type Reading = { readonly by: Caller } & (
  | { readonly cmd: 'certificate_get'; readonly after: number | null }
  | { readonly cmd: 'organization_info' }
);

/** A move of a greeting by `greeter`, a user, on the invitation `token`; `by` is absent for the claimer. */
export interface Greeting {
  readonly cmd: `invite_${Party}_${'start_greeting_attempt' | 'step' | 'cancel_greeting_attempt'}`;
  readonly by?: Caller;
  readonly token: string;
  readonly greeter: string;
  readonly party: Party;
  readonly move: Exclude<GreetingMove['move'], 'end'>;
  /** Name of the attempt; absent at a start. */
  readonly attempt?: string;
  readonly step?: number;
  readonly reason?: string;
}

/** What the administration does, who is no member. */
export type Administering =
  | { readonly cmd: 'user_freeze' | 'user_unfreeze'; readonly user: string }
  | { readonly cmd: 'organization_expire' | 'organization_unexpire' };

/**
 * What a listener hears, by number among what it heard of the same: written down at that moment. Certificates by their date
 * and that of the one before. `no_more`: so many there were of one thing, when nobody had anything to do with it any more.
 */
export type Hearing = { readonly listener: Caller } & (
  | { readonly cmd: 'hear_certificate'; readonly at: number; readonly after: number }
  | { readonly cmd: 'hear_no_more_certificates'; readonly after: number }
  | { readonly cmd: 'hear_invitation'; readonly token: string; readonly nth: number; readonly event: string }
  | { readonly cmd: 'hear_no_more_of_invitation'; readonly token: string; readonly nth: number }
  | ({ readonly cmd: 'hear_attempt'; readonly nth: number; readonly event: string } & HeardAttempt)
  | ({ readonly cmd: 'hear_no_more_of_attempt'; readonly nth: number } & HeardAttempt)
);

/** An attempt that a greeter hears of. */
interface HeardAttempt {
  readonly token: string;
  readonly greeter: string;
  readonly attempt: string;
}

/** A call of somebody who may be shut out. */
export type Calling = (Writing | Inviting | Reading | Greeting) & {
  /** 461, 462: asked so soon after that was so, that it may be served all the same. */
  readonly excused?: readonly number[];
};

/** A call on an organization, its people, devices, invitations and attempts by name; or what is heard of it. */
export type OrganizationRequest = Calling | Administering | Hearing;

/** One line of an `invite_list`: `about` is the claimer's e-mail, or the user of a device invitation. */
export interface ListedInvitation {
  readonly token: string;
  readonly about: string;
  readonly status: string;
}

/** What came: the reply's status, or the HTTP status where it is not 200; and of what it brings the part that a model can tell. */
export interface OrganizationOutcome {
  readonly status: string | number;
  /** Token of a new invitation, or of the one that was there. */
  readonly token?: string;
  readonly invitations?: readonly ListedInvitation[];
  /** Users who can greet. */
  readonly administrators?: readonly string[];
  /** Names of the certificates handed out, in order, and in which version those of users and devices came. */
  readonly certificates?: readonly string[];
  readonly view?: 'full' | 'redacted' | 'none' | 'mixed';
  readonly strictlyGreaterThan?: number;
  readonly attempt?: string;
  /** Whether the other side's half is the one that it submitted. */
  readonly heard?: 'own' | 'other';
}
