/**
 * The common certificates that a command adds, in the order in which `certificate_get` returns
 * them. OUTSIDERs receive the redacted ones.
 */
export interface AddedCertificates {
  readonly full: readonly Uint8Array[];
  readonly redacted: readonly Uint8Array[];
}

/** The certificates of a user and a device. The user comes first. */
export const certificatesOfPairs = (certificates: {
  readonly user: Uint8Array;
  readonly device: Uint8Array;
  readonly redactedUser: Uint8Array;
  readonly redactedDevice: Uint8Array;
}): AddedCertificates => ({
  full: [certificates.user, certificates.device],
  redacted: [certificates.redactedUser, certificates.redactedDevice],
});

/** Concatenates the certificates of several commands. */
export const joinCertificates = (
  ...made: readonly { readonly added: AddedCertificates }[]
): AddedCertificates => ({
  full: made.flatMap(({ added }) => added.full),
  redacted: made.flatMap(({ added }) => added.redacted),
});
