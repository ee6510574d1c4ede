/**
 * For checks in which a password is hashed at full cost (Argon2id, 128 MiB). Eight of them run at
 * once on the machine.
 */
export const fullCost = { timeout: 30_000 } as const;
