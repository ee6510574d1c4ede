/** The table that holds the digest of a backup. A store in use does not have it. */
export const copySeal = 'copy_seal';
