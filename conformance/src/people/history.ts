/**
 * The common certificates that a command adds, in the order in which they are served. An OUTSIDER
 * gets the redacted ones.
 */
export interface AddedCertificates {
  readonly full: readonly Uint8Array[];
  readonly redacted: readonly Uint8Array[];
}

/** A user with a first device: the user comes first. */
export const certificatesOfPairs = (certificates: {
  readonly user: Uint8Array;
  readonly device: Uint8Array;
  readonly redactedUser: Uint8Array;
  readonly redactedDevice: Uint8Array;
}): AddedCertificates => ({
  full: [certificates.user, certificates.device],
  redacted: [certificates.redactedUser, certificates.redactedDevice],
});

/** Concatenates histories. */
export const joinCertificates = (
  ...made: readonly { readonly history: AddedCertificates }[]
): AddedCertificates => ({
  full: made.flatMap(({ history }) => history.full),
  redacted: made.flatMap(({ history }) => history.redacted),
});
