/** The table in which a backup keeps the digest of what it holds; a store that is in use has none. */
export const copySeal = 'copy_seal';
