import type { DateTime } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';
import type { Invitation } from '../state/index.ts';
import { isTooEarly, isTooLate } from './certificate-guards.ts';
import type { Author } from './context.ts';
import { type Guards, type HttpRefusal, httpRefusals } from './guard.ts';

/** Facts about the organization of a request. */
export interface OrganizationFacts {
  readonly state: Organization;
  /** Whether this request may create an unknown organization. */
  readonly mayCreate: boolean;
}

/** Facts about a token whose device is known, collected before any refusal. */
export interface DeviceFacts extends Author {
  readonly state: Organization;
  readonly now: DateTime;
  readonly signatureVerifies: boolean;
  readonly tokenTime: DateTime;
}

/**
 * Requires that the organization exists and is not expired. It applies to every route that names
 * one.
 */
export const organizationAdmission: Guards<OrganizationFacts, HttpRefusal> = {
  'transport/organization-is-known': ({ state, mayCreate }) =>
    state.creation !== null || mayCreate || httpRefusals.organizationNotFound,

  'authentication/expired-is-460': ({ state }) =>
    !state.settings.is_expired || httpRefusals.organizationExpired,
};

/**
 * Admits a device to the tos route. The signature is checked first, so that an unauthenticated
 * caller learns nothing about the user (AUTH-24).
 */
export const tosAdmission: Guards<DeviceFacts, HttpRefusal> = {
  'authentication/signature-verifies': ({ signatureVerifies }) =>
    signatureVerifies || httpRefusals.authenticationBad,

  'authentication/revoked-is-461': ({ user }) => user.revoked_on === null || httpRefusals.userRevoked,

  'authentication/frozen-is-462': ({ user }) => !user.frozen || httpRefusals.userFrozen,
};

/** Admits a device to the authenticated and events routes. It must have accepted the terms. */
export const deviceAdmission: Guards<DeviceFacts, HttpRefusal> = {
  ...tosAdmission,

  'terms-of-service/pending-is-463': ({ state, user }) =>
    !hasTermsToAccept(state, user.tos_accepted_on) || httpRefusals.termsPending,
};

/**
 * Checks the time of the token, last on every route of a device. On an event stream it is checked
 * only at the opening.
 */
export const tokenAdmission: Guards<DeviceFacts, HttpRefusal> = {
  'authentication/not-too-early': ({ now, tokenTime }) =>
    !isTooEarly(now, tokenTime) || httpRefusals.tokenExpired,

  'authentication/not-too-late': ({ now, tokenTime }) =>
    !isTooLate(now, tokenTime) || httpRefusals.tokenExpired,
};

const hasTermsToAccept = ({ settings: { tos } }: Organization, accepted: DateTime | null): boolean =>
  tos !== null && (accepted === null || accepted.micros < tos.updated_on.micros);

/** Facts about the invitation of a token. */
export interface InvitationFacts {
  readonly invitation: Invitation;
}

/**
 * Requires that the invitation is still pending. It applies to every command of the invited route.
 */
export const invitationAdmission: Guards<InvitationFacts, HttpRefusal> = {
  'authentication/invitation-deleted': ({ invitation: { type, status } }) =>
    type !== 'USER' || status === 'PENDING' || httpRefusals.invitationDeleted,

  'invitations/device-token-deleted': ({ invitation: { type, status } }) =>
    type !== 'DEVICE' || status === 'PENDING' || httpRefusals.invitationDeleted,
};
