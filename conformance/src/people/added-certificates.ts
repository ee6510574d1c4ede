import type { Message } from '../wire/values.ts';

/**
 * The common certificates that a command adds, in the order in which `certificate_get` returns
 * them. OUTSIDERs receive the redacted ones.
 */
export interface AddedCertificates {
  readonly full: readonly Uint8Array[];
  readonly redacted: readonly Uint8Array[];
}

/** The certificates of a new user and the first device, with their redacted versions. */
export interface UserCertificates {
  readonly user: Uint8Array;
  readonly device: Uint8Array;
  readonly redactedUser: Uint8Array;
  readonly redactedDevice: Uint8Array;
}

/** The certificates of a new user as added. The user comes first. */
export const certificatesOfPairs = (certificates: UserCertificates): AddedCertificates => ({
  full: [certificates.user, certificates.device],
  redacted: [certificates.redactedUser, certificates.redactedDevice],
});

/** A command that adds certificates to an organization. It is not sent yet. */
export interface PreparedCommand {
  readonly message: Message;
  readonly added: AddedCertificates;
}

/** Concatenates the certificates of several commands. */
export const joinCertificates = (
  ...made: readonly { readonly added: AddedCertificates }[]
): AddedCertificates => ({
  full: made.flatMap(({ added }) => added.full),
  redacted: made.flatMap(({ added }) => added.redacted),
});
