import type { Mutant } from '@parsec-spec/reference-server/core';

// The bundle has another module in place of this one (../bundle-live.ts).

/** Imports a file of checks, by its path in the repository. */
export const checkFiles: Readonly<Record<string, () => Promise<unknown>>> = {};

/** Imports the mutants beside checks, by the path of their file. */
export const mutantFiles: Readonly<Record<string, () => Promise<{ readonly mutants: readonly Mutant[] }>>> =
  {};
