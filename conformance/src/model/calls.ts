import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { OrganizationCreation, Profile, SettingsUpdate } from '@parsec-spec/spec/stories';
import type { Role } from '../people/greeting-steps.ts';
import type { GreetingMove, Variant } from './greeting-model.ts';
import type { Operation } from './linearizability/history.ts';

/** A device that calls, and its user, by name. */
export interface Caller {
  readonly device: string;
  readonly user: string;
}

/** A call that adds common certificates. `at`: their timestamp, in µs since the history began. */
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

/**
 * A call that invites. `mail`: it asks for a mail with the link.
 */
export type InviteCall = { readonly by: Caller; readonly mail?: true } & (
  | { readonly cmd: 'invite_new_user'; readonly email: string }
  | { readonly cmd: 'invite_new_device' }
);

/**
 * A call about invitations. Tokens have names such as `zoe@example.com#1`: see {@link inviteeOf}.
 */
export type InvitationCall =
  | InviteCall
  | { readonly cmd: 'invite_cancel' | 'invite_complete'; readonly by: Caller; readonly token: string }
  | { readonly cmd: 'invite_list'; readonly by: Caller }
  | { readonly cmd: 'invite_info'; readonly token: string };

/**
 * A read of the organization. `certificate_get` asks for the common certificates later than `after`, and
 * for the sequester certificates later than `sequesterAfter`, both in µs since the history began; by
 * default for all.
 */
export type ReadCall =
  | {
      readonly cmd: 'certificate_get';
      readonly by: Caller;
      readonly after?: number;
      readonly sequesterAfter?: number;
    }
  | { readonly cmd: 'organization_info' | 'list_frozen_users'; readonly by: Caller }
  /** Opens event stream `stream` of the device, after the last event that it received if it `resumes`. */
  | {
      readonly cmd: 'events_listen';
      readonly by: Caller;
      readonly stream: number;
      readonly resumes?: true;
    };

/**
 * A call on the tos route. `terms`: the number of the terms that are accepted, in the order of their
 * publication from 1. `off`: names their date less or plus 1 µs.
 */
export type TermsCall =
  | { readonly cmd: 'tos_get'; readonly by: Caller }
  | {
      readonly cmd: 'tos_accept';
      readonly by: Caller;
      readonly terms: number;
      readonly off?: 'early' | 'late';
    };

/** A call in the greeting on the invitation `token` with the user `greeter`. */
export interface GreetingCall {
  readonly cmd: `invite_${Role}_${'start_greeting_attempt' | 'step' | 'cancel_greeting_attempt'}`;
  /** Absent for the claimer. */
  readonly by?: Caller;
  readonly token: string;
  readonly greeter: string;
  readonly role: Role;
  readonly move: Exclude<GreetingMove['move'], 'end'>;
  /** Name of the attempt; absent for a start. */
  readonly attempt?: string;
  readonly step?: number;
  /** The half that a step submits. Default: `own`. */
  readonly half?: Variant;
  readonly reason?: string;
}

/** The creation of an organization, and its bootstrap by the user `founder`. */
export type CreationCall =
  | OrganizationCreation
  | {
      readonly cmd: 'organization_bootstrap';
      readonly founder: Caller;
      readonly email: string;
      readonly at: number;
      /**
       * The bootstrap token: its number among those of the organization, from 1; null: nil; `foreign`:
       * one that the organization never had.
       */
      readonly link: number | null | 'foreign';
      readonly isSequestered: boolean;
      readonly mistake?: Mistake;
    };

/** A read of the administration API. */
export interface AdministrationRead {
  readonly cmd: 'organization_status' | 'user_list' | 'organization_stats';
}

/** The rule that a message breaks, and the status of its refusal. */
export interface Mistake {
  readonly requirement: RequirementId;
  readonly status: Status;
  /** Another status that the rule allows. */
  readonly also?: Status;
  /** Whether the message keeps the rule, so that a refusal with this status breaks it. */
  readonly isKept?: true;
}

/** A call of the administration API. */
export type AdministrationCall =
  /** `email`: the address that names the user; by default the call names the id. */
  | { readonly cmd: 'user_freeze' | 'user_unfreeze'; readonly user: string; readonly email?: string }
  | { readonly cmd: 'organization_expire' | 'organization_unexpire' }
  | { readonly cmd: 'organization_publish_terms' | 'organization_remove_terms' }
  | { readonly cmd: 'organization_limit'; readonly limit: number | null }
  | SettingsUpdate;

/**
 * The next event that a listener received about one subject, recorded like a call. The subject is
 * the common certificates, an invitation, or a greeting attempt.
 *
 * `at` or `event` is null if no further event arrived, although all events about the subject had
 * time to. `nth`: number of earlier events about the subject. A certificate event is identified by
 * its timestamp `at`, in µs since the history began; `after` is that of the previous one.
 */
export type ReceivedEvent = { readonly listener: Caller } & (
  | { readonly cmd: 'receive_certificate'; readonly at: number | null; readonly after: number }
  | {
      readonly cmd: 'receive_invitation';
      readonly token: string;
      readonly nth: number;
      readonly event: string | null;
    }
  | {
      readonly cmd: 'receive_attempt';
      readonly token: string;
      readonly greeter: string;
      readonly attempt: string;
      readonly nth: number;
      readonly event: string | null;
    }
);

/** A call for which the server checks the rights of the caller. */
export type ClientCall = (CertificateCall | InvitationCall | ReadCall | TermsCall | GreetingCall) & {
  readonly mistake?: Mistake;
  /**
   * Refusals that the server may omit. With `author_not_allowed`, the profile of the author is not
   * checked.
   */
  readonly excused?: readonly Status[];
};

/** The request of any recorded operation on an organization. */
export type OrganizationRequest = (
  | ClientCall
  | CreationCall
  | AdministrationCall
  | AdministrationRead
  | ReceivedEvent
) & {
  /** The rule of requests that the request is about, beside the rules of its command. */
  readonly malformed?: Mistake;
};

/** The `status` of a reply, or the HTTP status if there is no such reply. */
export type Status = string | number;

/**
 * One item of an `invite_list` reply. `about`: the email address of the claimer, or the user of a
 * device invitation.
 */
export interface ListedInvitation {
  readonly token: string;
  readonly about: string;
  readonly status: string;
  /** The user who created it, by name. Absent: not known. */
  readonly creator?: string;
}

/** The part of a reply that the model predicts. */
export interface OrganizationOutcome {
  readonly status: Status;
  /**
   * Name of the token in the reply to `invite_new_user` or `invite_new_device`, or in the links of
   * `organization_create`.
   */
  readonly token?: string;
  readonly invitations?: readonly ListedInvitation[];
  /** The outcome of the mail of an invitation in the reply, if it is not SUCCESS. */
  readonly mail?: string;
  /** The mails that arrived after an invitation, such as `to zoe@example.com with the link`. */
  readonly mails?: readonly string[];
  /** Number of the terms in the reply to `tos_get`. */
  readonly terms?: number;
  /** The frozen users, by name. */
  readonly frozen?: readonly string[];
  /** The users who can greet, by name. */
  readonly administrators?: readonly string[];
  /** Names of the certificates in the reply, in their order. */
  readonly certificates?: readonly string[];
  /** Names of the sequester certificates in the reply. */
  readonly sequester?: readonly string[];
  /**
   * What `organization_info` or a read of the administration API shows, one fact each, such as
   * `active_users_limit 3`.
   */
  readonly facts?: readonly string[];
  /** The version of the certificates of users and devices. */
  readonly view?: 'full' | 'redacted' | 'none' | 'mixed';
  /** In µs since the history began. */
  readonly strictlyGreaterThan?: number;
  /** Name of the attempt in the reply to a start. */
  readonly attempt?: string;
  /** Origin and reason in a reply that tells a cancellation, such as `CLAIMER MANUALLY_CANCELLED`. */
  readonly cancellation?: string;
  /** The creator of the invitation that a claimer looks at, by name, and whom it invites. */
  readonly creator?: string;
  readonly about?: string;
  /** `own`: the reply contains the half that the peer submitted; `other`: anything else. */
  readonly peerHalf?: 'own' | 'other';
}

/** A recorded call on an organization, or a recorded event. */
export type OrganizationCall = Operation<OrganizationRequest, OrganizationOutcome>;

/** The email address or user that a token invites, which is part of its name. */
export const inviteeOf = (token: string): string => token.replace(/#\d+$/, '');
