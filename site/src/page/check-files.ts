/**
 * Imports a file of checks, by its path in the repository. The bundle has another module in place of
 * this one (../bundle-live.ts).
 */
export const checkFiles: Readonly<Record<string, () => Promise<unknown>>> = {};
