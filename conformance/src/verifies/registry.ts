import type { Check } from './check.ts';

const checks = new Map<string, Check>();

/**
 * Takes a check into the registry. Two checks of one id are a mistake in the suite: tell them apart
 * with `case`.
 */
export function register(check: Check): void {
  if (checks.has(check.id)) throw new Error(`two checks are called ${check.id}: give the second a \`case\``);
  checks.set(check.id, check);
}

/** Every check registered so far, in order of registration. */
export const registeredChecks = (): readonly Check[] => [...checks.values()];
