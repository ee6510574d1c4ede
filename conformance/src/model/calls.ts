import type { GreetingMove, Party } from './greeting-model.ts';
import type { Operation } from './linearizability/history.ts';

export type Profile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';

/** A device that calls, and its user. */
export interface Caller {
  readonly device: string;
  readonly user: string;
}

/** A call that adds common certificates. `at`: their date, in µs since the history began. */
export type CertificateCall = { readonly by: Caller; readonly at: number } & (
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

/** A call about invitations. A token has a name, `ABOUT#NUMBER`: see {@link inviteeOf}. */
export type InvitationCall =
  | { readonly cmd: 'invite_new_user'; readonly by: Caller; readonly email: string }
  | { readonly cmd: 'invite_new_device'; readonly by: Caller }
  | { readonly cmd: 'invite_cancel' | 'invite_complete'; readonly by: Caller; readonly token: string }
  | { readonly cmd: 'invite_list'; readonly by: Caller }
  | { readonly cmd: 'invite_info'; readonly token: string };

export type ReadCall =
  | { readonly cmd: 'certificate_get'; readonly by: Caller }
  | { readonly cmd: 'organization_info'; readonly by: Caller };

/**
 * A move in the greeting of the invitation `token` by the user `greeter`; `by` is absent for the
 * claimer.
 */
export interface GreetingCall {
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

/** An operation of the administration. */
export type AdministrationCall =
  | { readonly cmd: 'user_freeze' | 'user_unfreeze'; readonly user: string }
  | { readonly cmd: 'organization_expire' | 'organization_unexpire' };

/**
 * What a listener heard next about one thing. null: nothing, until a moment when every event about
 * it had arrived. `nth` counts the events about it before. Certificates are heard by their date,
 * after that of the one before.
 */
export type ReceivedEvent = { readonly listener: Caller } & (
  | { readonly cmd: 'hear_certificate'; readonly at: number | null; readonly after: number }
  | {
      readonly cmd: 'hear_invitation';
      readonly token: string;
      readonly nth: number;
      readonly event: string | null;
    }
  | {
      readonly cmd: 'hear_attempt';
      readonly token: string;
      readonly greeter: string;
      readonly attempt: string;
      readonly nth: number;
      readonly event: string | null;
    }
);

/** A call of a client that the server may turn away. */
export type ClientCall = (CertificateCall | InvitationCall | ReadCall | GreetingCall) & {
  /**
   * Refusals that the server need not give. With `author_not_allowed`, the author's profile is not
   * checked at all.
   */
  readonly excused?: readonly Status[];
};

export type OrganizationRequest = ClientCall | AdministrationCall | ReceivedEvent;

/** Status of a reply, or the HTTP status if that is not 200. */
export type Status = string | number;

/**
 * One item of an `invite_list`. `about`: the claimer's e-mail, or the user of a device invitation.
 */
export interface ListedInvitation {
  readonly token: string;
  readonly about: string;
  readonly status: string;
}

/** The part of a reply that the model predicts. */
export interface OrganizationOutcome {
  readonly status: Status;
  /** Token of the invitation, new or pending. */
  readonly token?: string;
  readonly invitations?: readonly ListedInvitation[];
  /** Users who can greet. */
  readonly administrators?: readonly string[];
  /** Names of the certificates served, in order, and the version of those of users and devices. */
  readonly certificates?: readonly string[];
  readonly view?: 'full' | 'redacted' | 'none' | 'mixed';
  readonly strictlyGreaterThan?: number;
  readonly attempt?: string;
  /** Whether the other side's half is the one that it submitted. */
  readonly peerHalf?: 'own' | 'other';
}

export type OrganizationCall = Operation<OrganizationRequest, OrganizationOutcome>;

/** The e-mail or user that a token invites: its name says so. */
export const inviteeOf = (token: string): string => token.replace(/#\d+$/, '');
