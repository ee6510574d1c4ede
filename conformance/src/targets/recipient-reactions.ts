/** The reaction of a willing relay to an address, by the prefix of its local part. */
export const recipientReactions = {
  /** 550 to RCPT. */
  refused: 'refused.',
  /** 554 after DATA. */
  rejected: 'rejected.',
} as const;
