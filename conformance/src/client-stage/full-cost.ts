/**
 * For checks in which a password is hashed at full strength (Argon2id, 128 MiB): eight of them
 * share the machine.
 */
export const fullCost = { timeout: 30_000 } as const;
