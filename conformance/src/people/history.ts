/**
 * The common certificates that a command adds, in the order in which they are served. An OUTSIDER
 * gets the redacted ones.
 */
export interface History {
  readonly full: readonly Uint8Array[];
  readonly redacted: readonly Uint8Array[];
}

/** A user with a first device: the user comes first. */
export const historyOfPairs = (certificates: {
  readonly user: Uint8Array;
  readonly device: Uint8Array;
  readonly redactedUser: Uint8Array;
  readonly redactedDevice: Uint8Array;
}): History => ({
  full: [certificates.user, certificates.device],
  redacted: [certificates.redactedUser, certificates.redactedDevice],
});

/** Concatenates histories. */
export const joinHistories = (...made: readonly { readonly history: History }[]): History => ({
  full: made.flatMap(({ history }) => history.full),
  redacted: made.flatMap(({ history }) => history.redacted),
});
