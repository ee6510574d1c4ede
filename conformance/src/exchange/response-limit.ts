/** Bytes of an answer's body that are taken: whoever answers decides how long it is. */
export const responseLimit = 16 << 20;

/** How an exchange ends whose answer is longer. */
export const tooLong = (): Error => new Error('answer larger than 16 MiB');
